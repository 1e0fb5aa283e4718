// What is pasted from Word, Google Docs or a web page into a text becomes clean blocks: headings,
// lists, quotations, tables and code blocks of their own, and paragraphs without styles or empty
// lines between. It can be undone. Where this fails, the editor's own paste goes on as it would.

const DROPPED = "script, style, meta, link, title, xml, template, del, svg, math, object, noscript, iframe, "
  + "embed, img, picture, video, audio, input, button, select, textarea";
const COMMENTS = "[style*='mso-element:comment'], .MsoCommentReference, [id^='cmnt'], .msocomanchor";
const BLOCKS = new Set(
  ("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6"
    + " HEADER HR LI MAIN NAV OL P PRE SECTION TABLE UL").split(" "),
);
const STRUCTURE = "h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, hr, [role='heading'], "
  + "[style*='mso-list'], .MsoQuote, .MsoIntenseQuote";
const LINKED = /^(?:https?:|mailto:|tel:)/i;
const QUOTES = new Set(["MsoQuote", "MsoIntenseQuote"]);

// --- From HTML to a list of blocks: {type, …}, the lines of texts as {text, styles, links} --------

/** The styles that an element gives to its text, on top of those around it. */
function stylesOf(element, around) {
  const styles = new Set(around);
  const { fontWeight, fontStyle, verticalAlign } = element.style;
  const set = (name, on) => (on ? styles.add(name) : styles.delete(name));
  if (/^(?:B|STRONG)$/.test(element.tagName)) styles.add("BOLD");
  if (/^(?:I|EM|CITE)$/.test(element.tagName)) styles.add("ITALIC");
  if (element.tagName === "SUP") styles.add("SUPERSCRIPT");
  if (element.tagName === "SUB") styles.add("SUBSCRIPT");
  // Google Docs puts everything into one <b> that is not bold, and its bold into spans.
  if (fontWeight) set("BOLD", fontWeight === "bold" || Number(fontWeight) >= 600);
  if (fontStyle) set("ITALIC", fontStyle === "italic" || fontStyle === "oblique");
  if (verticalAlign === "super") styles.add("SUPERSCRIPT");
  if (verticalAlign === "sub") styles.add("SUBSCRIPT");
  return styles;
}

/** Where a link leads; "" where it leads nowhere that a reader could follow. */
function addressOf(anchor) {
  const address = (anchor.getAttribute("href") || "").trim();
  const wrapped = address.match(/^https?:\/\/(?:www\.)?google\.com\/url\?(.*)$/i);
  const real = wrapped && new URLSearchParams(wrapped[1]).get("q");
  return LINKED.test(real || address) ? real || address : "";
}

/** A run of text: one character each, so that styles and links keep their places when trimmed. */
function runOf(node, around = new Set(), link = "", run = []) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      const text = child.data.replace(/[\u00ad\u200b\ufeff]/g, "").replace(/[\s\u00a0]+/g, " ");
      for (const letter of text) run.push({ letter, styles: around, link });
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      if (child.tagName === "BR") run.push({ letter: "\n", styles: new Set(), link: "" });
      else {
        const isBlock = BLOCKS.has(child.tagName) || /^T[DHR]$/.test(child.tagName);
        if (isBlock && run.length) run.push({ letter: "\n", styles: new Set(), link: "" });
        const own = child.tagName === "A" ? addressOf(child) : link;
        runOf(child, stylesOf(child, around), own, run);
        if (isBlock) run.push({ letter: "\n", styles: new Set(), link: "" });
      }
    }
  }
  return run;
}

/** The lines of a run: two breaks or more part them, one stays in the line. */
function linesOf(run) {
  const clean = [];
  for (const one of run) {
    const last = clean.at(-1)?.letter;
    const isSpace = one.letter === " ";
    if (isSpace && (last === " " || last === "\n" || last === undefined)) continue;
    if (one.letter === "\n" && last === " ") clean.pop();
    clean.push(one);
  }
  const lines = [[]];
  for (const [place, one] of clean.entries()) {
    const isBreak = one.letter === "\n";
    if (isBreak && (clean[place + 1]?.letter === "\n" || clean[place - 1]?.letter === "\n")) {
      if (lines.at(-1).length) lines.push([]);
    } else lines.at(-1).push(one);
  }
  return lines.map(trimmed).filter((line) => line.length);
}

function trimmed(line) {
  const isEmpty = (one) => one && /^\s$/.test(one.letter);
  let [start, end] = [0, line.length];
  while (isEmpty(line[start])) start += 1;
  while (end > start && isEmpty(line[end - 1])) end -= 1;
  return line.slice(start, end);
}

const textOf = (line) => line.map((one) => one.letter).join("");
const plain = (node) => linesOf(runOf(node)).map(textOf).join(" ").replace(/\s+/g, " ").trim();

/** Whether a node of the page, or anything in it, becomes a block that is no text. */
function isStructured(node) {
  return node.nodeType === Node.ELEMENT_NODE
    && (node.matches(STRUCTURE) || Boolean(node.querySelector(STRUCTURE)));
}

/** The blocks of a piece of HTML. */
function read(root) {
  const blocks = [];
  const last = () => blocks.at(-1);
  const addText = (lines) => {
    if (!lines.length) return;
    if (last()?.type === "paragraph") last().lines.push(...lines);
    else blocks.push({ type: "paragraph", lines });
  };
  const addQuote = (lines) => {
    if (!lines.length) return;
    if (last()?.type === "quote") last().lines.push(...lines);
    else blocks.push({ type: "quote", lines });
  };
  const addItems = (isOrdered, items) => {
    const type = isOrdered ? "numbered_list" : "bullet_list";
    if (!items.length) return;
    if (last()?.type === type) last().items.push(...items);
    else blocks.push({ type, items });
  };
  let inline = [];
  const flush = () => {
    addText(linesOf(inline));
    inline = [];
  };

  const walk = (node, around) => {
    for (const child of node.childNodes) {
      const isElement = child.nodeType === Node.ELEMENT_NODE;
      if (!isElement || (!BLOCKS.has(child.tagName) && !isStructured(child))) {
        // Of the document that does nothing: in ours, pictures would load and their scripts run.
        const holder = child.ownerDocument.createDocumentFragment();
        holder.append(child.cloneNode(true));
        runOf(holder, around, "", inline);
        continue;
      }
      flush();
      visit(child, stylesOf(child, around));
    }
    flush();
  };

  const visit = (element, around) => {
    const level = Number(element.getAttribute("aria-level")) || Number(element.tagName[1]);
    const wordList = (element.getAttribute("style") || "").match(/mso-list:\s*l\d+\s+level(\d)/i);
    if (/^H[1-6]$/.test(element.tagName) || element.getAttribute("role") === "heading") {
      const text = plain(element);
      if (text) blocks.push({ type: "heading", text, level: level || 2 });
    } else if (wordList && /^(?:P|DIV|LI)$/.test(element.tagName)) {
      const { marker, lines } = readWordPoint(element);
      addItems(/^(?:\d+|[a-z]|[ivx]+)[.)]/i.test(marker), lines.map((line) => (
        { line, depth: Number(wordList[1]) - 1 }
      )));
    } else if (/^(?:UL|OL)$/.test(element.tagName)) {
      addItems(element.tagName === "OL", readItems(element, 0));
    } else if (element.tagName === "TABLE") {
      const table = readTable(element);
      if (table) blocks.push(table);
      else for (const cell of element.querySelectorAll("caption, td, th")) walk(cell, around);
    } else if (element.tagName === "BLOCKQUOTE" || [...element.classList].some((name) => QUOTES.has(name))) {
      addQuote(linesOf(runOf(element)));
    } else if (element.tagName === "PRE") {
      const code = element.textContent.replace(/^\n|\s+$/g, "");
      if (code) blocks.push({ type: "code", code });
    } else if (element.tagName === "HR") {
      if (blocks.length) blocks.push({ type: "divider" });
    } else walk(element, around);
  };

  walk(root, new Set());
  while (last()?.type === "divider") blocks.pop();
  return withLevels(blocks);
}

/** One point of a list as Word writes it: a paragraph that begins with its sign. */
function readWordPoint(element) {
  const copy = element.cloneNode(true);
  let marker = "";
  for (const sign of copy.querySelectorAll("[style*='mso-list']")) {
    if (/mso-list:\s*ignore/i.test(sign.getAttribute("style"))) {
      marker ||= sign.textContent.trim();
      sign.remove();
    }
  }
  return { marker, lines: linesOf(runOf(copy)) };
}

/** The points of a list and of those below it, each with how deep it stands. */
function readItems(list, depth) {
  const items = [];
  for (const child of list.children) {
    if (/^(?:UL|OL)$/.test(child.tagName)) {
      items.push(...readItems(child, depth + 1)); // as some programs nest them
      continue;
    }
    const copy = child.cloneNode(true);
    copy.querySelectorAll("ul, ol").forEach((inner) => inner.remove());
    const lines = linesOf(runOf(copy));
    // Several lines of one point stay one point.
    if (lines.length) items.push({ line: lines.flatMap((line, place) => (place ? [{ letter: "\n", styles: new Set(), link: "" }, ...line] : line)), depth });
    for (const inner of child.querySelectorAll("ul, ol")) {
      if (inner.parentElement.closest("ul, ol") === list) items.push(...readItems(inner, depth + 1));
    }
  }
  return items;
}

/** A table of figures; null for one that only arranges text. */
function readTable(table) {
  const own = (selector) => [...table.querySelectorAll(selector)].filter((one) => one.closest("table") === table);
  const rows = own("tr").map((row) => {
    const cells = [];
    for (const cell of row.children) {
      cells.push(cell);
      for (let more = Math.min(cell.colSpan || 1, 50); more > 1; more -= 1) cells.push(null);
    }
    return cells;
  }).filter((cells) => cells.some((cell) => cell && plain(cell)));
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width < 2 || !rows.length) return null;
  const cellText = (cell) => (cell ? plain(cell) : "");
  const isBold = (cell) => {
    const run = cell ? runOf(cell).filter((one) => one.letter.trim()) : [];
    return run.every((one) => one.styles.has("BOLD"));
  };
  const [first, ...others] = rows;
  const isHead = others.length > 0 && (
    Boolean(first[0]?.closest("thead"))
    || first.every((cell) => !cell || cell.tagName === "TH" || isBold(cell))
  );
  const body = isHead ? others : rows;
  const at = (cells, column) => cells[column] ?? null;
  const columns = Array.from({ length: width }, (_unused, column) => {
    const cells = body.map((row) => at(row, column)).filter((cell) => cellText(cell));
    const isNumber = cells.length > 0
      && cells.every((cell) => /^[£$€+\-−]?\s?\d[\d.,\s]*\s?(?:%|[kmb]n?|[£$€])?$/i.test(cellText(cell)));
    const isRich = cells.some((cell) => runOf(cell).some((one) => one.letter.trim() && (one.link || (one.styles.has("ITALIC")))));
    return { heading: isHead ? cellText(at(first, column)) : "", type: isNumber ? "number" : isRich ? "rich_text" : "text" };
  });
  return {
    type: "table",
    caption: own("caption").map(plain).join(" "),
    columns,
    rows: body.map((row) => columns.map(({ type }, column) => {
      const cell = at(row, column);
      return type === "rich_text" ? { lines: cell ? linesOf(runOf(cell)) : [] } : cellText(cell);
    })),
  };
}

/** Headings as a post has them: sections, and parts of them. A title above all is a section. */
function withLevels(blocks) {
  const levels = blocks.filter((one) => one.type === "heading").map((one) => one.level);
  const isTitled = levels.length > 1 && levels[0] < Math.min(...levels.slice(1));
  const top = Math.min(...(isTitled ? levels.slice(1) : levels));
  for (const one of blocks) if (one.type === "heading") one.level = one.level > top ? "h3" : "h2";
  return blocks;
}

/** A clipboard's HTML, without what is no text of anybody's; and whether there was a picture. */
function parse(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  const hasPictures = Boolean(body.querySelector("img"));
  body.querySelectorAll(`${DROPPED}, ${COMMENTS}`).forEach((one) => one.remove());
  for (const element of body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (/^on/i.test(name)) element.removeAttribute(name);
  }
  return { body, hasPictures };
}

// --- From blocks to what Wagtail's fields hold -----------------------------------------------------

const RICH = ["BOLD", "ITALIC"];

/** Lines as Draft.js stores them (https://draftjs.org/docs/api-reference-data-conversion). */
function rawOf(lines, { type = () => "unstyled", depth = () => 0, kept = [...RICH, "SUPERSCRIPT", "SUBSCRIPT"] } = {}) {
  const entityMap = {};
  const blocks = lines.map((line, place) => {
    const inlineStyleRanges = kept.flatMap((style) => (
      ranges(line, (one) => one.styles.has(style)).map(([offset, length]) => ({ offset, length, style }))
    ));
    const entityRanges = [];
    for (const address of new Set(line.map((one) => one.link).filter(Boolean))) {
      for (const [offset, length] of ranges(line, (one) => one.link === address)) {
        const key = Object.keys(entityMap).length;
        entityMap[key] = { type: "LINK", mutability: "MUTABLE", data: { url: address } };
        entityRanges.push({ offset, length, key });
      }
    }
    return {
      key: Math.random().toString(36).slice(2, 7).padEnd(5, "0"),
      text: textOf(line), type: type(place), depth: depth(place), inlineStyleRanges, entityRanges, data: {},
    };
  });
  return { blocks, entityMap };
}

/** Where in a line something holds: offsets and lengths in UTF-16, as Draft.js counts. */
function ranges(line, holds) {
  const found = [];
  let offset = 0;
  for (const one of line) {
    const { length } = one.letter;
    if (holds(one)) {
      const last = found.at(-1);
      if (last && last[0] + last[1] === offset) last[1] += length;
      else found.push([offset, length]);
    }
    offset += length;
  }
  return found;
}

/** What the field of a block takes. */
function valueOf(block) {
  const json = (lines, options) => JSON.stringify(rawOf(lines, options));
  switch (block.type) {
    case "paragraph": return json(block.lines);
    case "heading": return { text: block.text, level: [block.level] };
    case "quote": return { text: json(block.lines, { kept: RICH }) };
    case "code": return { code: block.code, language: ["text"] };
    case "bullet_list":
    case "numbered_list":
      return json(block.items.map((item) => item.line), {
        type: () => (block.type === "numbered_list" ? "ordered-list-item" : "unordered-list-item"),
        depth: (place) => Math.min(block.items[place].depth, 3),
        kept: RICH,
      });
    case "table": {
      const rows = block.rows.map((row) => ({
        values: row.map((cell) => (typeof cell === "string" ? cell : json(cell.lines.length ? cell.lines : [[]], { kept: RICH }))),
      }));
      return { caption: block.caption, columns: block.columns, rows };
    }
    default: return null;
  }
}

/** Paragraphs as plain HTML, for the editor's own paste. */
function htmlOf(lines) {
  const tags = { BOLD: "b", ITALIC: "i", SUPERSCRIPT: "sup", SUBSCRIPT: "sub" };
  const holder = document.createElement("div");
  for (const line of lines) {
    const paragraph = document.createElement("p");
    for (const { letter, styles, link } of line) {
      let node = letter === "\n" ? document.createElement("br") : document.createTextNode(letter);
      for (const style of styles) {
        const wrap = document.createElement(tags[style]);
        wrap.append(node);
        node = wrap;
      }
      if (link) {
        const anchor = document.createElement("a");
        anchor.href = link;
        anchor.append(node);
        node = anchor;
      }
      paragraph.append(node);
    }
    holder.append(paragraph);
  }
  return merged(holder).innerHTML;
}

/** Neighbours of one kind joined: a link of ten letters is one link. */
function merged(node) {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    while (child.nodeType === Node.ELEMENT_NODE && child.tagName !== "P" && child.tagName !== "BR"
      && child.nextSibling?.nodeType === Node.ELEMENT_NODE
      && child.nextSibling.tagName === child.tagName && child.nextSibling.href === child.href) {
      child.append(...child.nextSibling.childNodes);
      child.nextSibling.remove();
    }
    merged(child);
  }
  node.normalize();
  return node;
}

// --- In the editor ---------------------------------------------------------------------------------

const words = document.querySelector("[data-paste-words]")?.dataset;
let isPassing = false; // a paste of our own making, for the editor to take
let undo = null;

/** The text block in which somebody pastes, and the stream in which it stands. */
function placeOf(target) {
  const editable = target.closest?.("[contenteditable='true']");
  let element = editable?.parentElement;
  while (element && !element.rootBlock) element = element.parentElement;
  const stream = element?.rootBlock;
  const child = stream?.children?.find?.((one) => one.element.contains(editable));
  if (child?.type !== "paragraph" || !child.block?.widget?.input?.draftailEditor) return null;
  return { editable, stream, child };
}

function passOn(target, html, text) {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  isPassing = true;
  try {
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  } finally {
    isPassing = false;
  }
}

/** Put the blocks where the cursor is; gives a function that takes all of it back. */
function insert({ stream, child }, blocks) {
  const { DraftJS: draft, draftail } = window;
  const widget = child.block.widget;
  const saved = widget.getState();
  const [index, id] = [stream.children.indexOf(child), child.id];
  const inserted = [];
  let isGone = false;
  const takeBack = () => {
    for (const one of inserted) {
      const place = stream.children.indexOf(one);
      if (place >= 0) stream.deleteBlock(place);
    }
    if (isGone) stream.insert({ type: "paragraph", value: saved, id }, Math.min(index, stream.children.length));
    else if (stream.children.includes(child)) widget.setState(saved);
  };
  const put = (block, place) => {
    const initial = stream.blockDef.initialChildStates[block.type];
    const own = valueOf(block);
    const isStruct = own && typeof own === "object" && initial && typeof initial === "object";
    inserted.push(stream.insert({ type: block.type, value: isStruct ? { ...initial, ...own } : own, id: crypto.randomUUID() }, place));
  };
  const lengthen = (state, block) => {
    const added = draft.convertFromRaw(rawOf(block.lines)).getBlocksAsArray();
    const kept = state.getCurrentContent().getBlocksAsArray().filter((one) => one.getText().trim());
    const content = draft.ContentState.createFromBlockArray([...kept, ...added]);
    return draft.EditorState.push(state, content, "insert-fragment");
  };

  try {
    let state = saved;
    if (!state.getSelection().isCollapsed()) {
      const content = draft.Modifier.removeRange(state.getCurrentContent(), state.getSelection(), "backward");
      state = draft.EditorState.push(state, content, "remove-range");
    }
    const { stateBefore, stateAfter } = draftail.splitState(state);
    const hasBefore = stateBefore.getCurrentContent().hasText();
    const hasAfter = stateAfter.getCurrentContent().hasText();
    const rest = [...blocks];
    if (hasBefore || rest[0].type === "paragraph") {
      const first = rest[0].type === "paragraph" ? rest.shift() : null;
      widget.setState(first ? lengthen(stateBefore, first) : stateBefore);
      rest.forEach((block, place) => put(block, index + 1 + place));
      if (hasAfter) {
        inserted.push(stream.insert({ type: "paragraph", value: stateAfter, id: crypto.randomUUID() }, index + 1 + rest.length));
      }
    } else {
      rest.forEach((block, place) => put(block, index + place));
      if (hasAfter) widget.setState(stateAfter);
      else {
        stream.deleteBlock(stream.children.indexOf(child));
        isGone = true;
      }
    }
  } catch (error) {
    takeBack();
    throw error;
  }
  return takeBack;
}

/** Say what happened, with a button that takes it back. */
function tell(takeBack, hasPictures) {
  document.querySelector("[data-pasted]")?.remove();
  const bar = document.createElement("div");
  bar.className = "pasted";
  bar.dataset.pasted = "";
  bar.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = hasPictures ? `${words.done} ${words.pictures}` : words.done;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-small button-secondary";
  button.textContent = words.undo;
  bar.append(text, button);
  document.querySelector("[data-edit-form]").append(bar);
  const forget = () => {
    undo = null;
    bar.remove();
  };
  undo = () => {
    takeBack();
    forget();
  };
  button.addEventListener("click", () => undo?.());
  setTimeout(() => bar.isConnected && forget(), 60_000);
}

function paste(event) {
  if (isPassing || !words || !window.draftail?.splitState || !window.DraftJS) return;
  const html = event.clipboardData?.getData("text/html");
  // What was copied in an editor of ours, the editor pastes best.
  if (!html || /data-editor=|data-draftjs/.test(html)) return;
  const place = placeOf(event.target);
  if (!place) return;
  let blocks;
  let hasPictures;
  try {
    const parsed = parse(html);
    hasPictures = parsed.hasPictures;
    const known = place.stream.blockDef.childBlockDefsByName;
    blocks = read(parsed.body).filter((block) => block.type in known || block.type !== "divider");
    if (!blocks.length || !blocks.every((block) => block.type in known)) return;
  } catch {
    return; // the editor's own paste takes it
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const text = event.clipboardData.getData("text/plain");
  if (blocks.length === 1 && blocks[0].type === "paragraph") {
    passOn(event.target, htmlOf(blocks[0].lines), text);
    return;
  }
  try {
    tell(insert(place, blocks), hasPictures);
  } catch (error) {
    passOn(event.target, html, text);
    console.error(error);
  }
}

document.addEventListener("paste", paste, { capture: true });
// The first thing that somebody does after pasting may be to take it back; after any other key, the
// editor's own undo is meant.
document.addEventListener("keydown", (event) => {
  if (!undo || ["Control", "Meta", "Shift", "Alt"].includes(event.key)) return;
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) {
    event.preventDefault();
    event.stopImmediatePropagation();
    undo();
  } else if (event.key.length === 1 || /^(?:Enter|Backspace|Delete)$/.test(event.key)) {
    undo = null;
    document.querySelector("[data-pasted]")?.remove();
  }
}, { capture: true });
