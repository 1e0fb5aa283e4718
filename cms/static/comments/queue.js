// The list of the desk: sends decisions without leaving it, and puts what is answered into the
// place of the row. Works alone; without it, the same form is sent and the list comes again.
//
// Other modules send a form by the event "desk:send" (detail: { form, submitter }), and ask for
// another row under the focus by "desk:go" (detail: 1 or -1).

const MINUTE = 60_000; // in which a decision can be taken back
const MENU_BUTTON = 60; // pixels that it covers at the top of a small window
const queue = document.querySelector("form[data-queue]");
const words = queue?.querySelector("[data-desk]")?.dataset; // sentences, in the reader's language

if (queue) {
  queue.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("desk:send", (event) => send(event.detail.form, event.detail.submitter));
  document.addEventListener("desk:go", (event) => go(event.detail));
  document.addEventListener("desk:focus", (event) => focus(event.target));
  document.addEventListener("desk:lacking", (event) => {
    say(event.detail, false);
    note(event.target, event.detail);
  });
  new ResizeObserver(keepClear).observe(queue.querySelector(".queue__bar"));
  keepClear();
  document.addEventListener("click", ticked);
  tickAllTogether();
  setTimeout(() => queue.querySelector("[data-desk-undo]").replaceChildren(), MINUTE);
  // Whoever comes back from the server, or opens the list, starts at its first comment.
  if (document.activeElement === document.body) {
    focus(rows()[0]);
  }
}

function rows() {
  return [...queue.querySelectorAll("[data-row]:not([data-row-done])")];
}

function current() {
  return document.activeElement?.closest?.("[data-row]") ?? queue.querySelector("[data-current]");
}

// Whatever is scrolled to stays below the bar, or, in a small window, below Wagtail's menu button.
function keepClear() {
  const bar = queue.querySelector(".queue__bar");
  const isSticky = getComputedStyle(bar).position === "sticky";
  const covered = isSticky ? bar.getBoundingClientRect().height + 8 : MENU_BUTTON;
  document.documentElement.style.scrollPaddingTop = `${covered}px`;
}

// The row, and with it the line above that says what was just done.
function focus(row, line) {
  if (!row) {
    return;
  }
  if (!row.hasAttribute("data-current")) {
    queue.querySelector("[data-note]")?.remove();
  }
  for (const other of queue.querySelectorAll("[data-current]")) {
    other.removeAttribute("data-current");
  }
  row.setAttribute("data-current", "");
  row.focus({ preventScroll: true });
  const covered = Number.parseFloat(document.documentElement.style.scrollPaddingTop);
  const box = row.getBoundingClientRect();
  const above = line?.getBoundingClientRect().top ?? box.top;
  const isNear = above < box.top && box.top - above < innerHeight / 2;
  const top = isNear ? above : box.top;
  if (top < covered || box.bottom > innerHeight) {
    scrollTo({ top: scrollY + top - covered, behavior: "instant" });
  }
  row.dispatchEvent(new CustomEvent("desk:shown", { bubbles: true }));
}

function go(step) {
  const all = rows();
  const here = current();
  if (!here || here.hasAttribute("data-row-done")) {
    focus(here ? beyond(here, step) : all[0]);
    return;
  }
  focus(all[all.indexOf(here) + step] ?? here);
}

// The next open row in a direction, or the last one the other way.
function beyond(row, step) {
  const after = (other) => row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  const all = rows();
  const following = all.filter((other) => after(other));
  const before = all.filter((other) => !after(other) && other !== row);
  return step > 0 ? (following[0] ?? before.at(-1)) : (before.at(-1) ?? following[0]);
}

async function send(form, submitter) {
  const body = new FormData(form, submitter);
  const row = (submitter ?? form).closest("[data-row]");
  if (row?.getAttribute("aria-busy") === "true") {
    return;
  }
  if (form === queue && submitter?.name !== "action") {
    body.delete("ids"); // ticks are for the bar's buttons alone
  }
  row?.setAttribute("aria-busy", "true");
  const answer = await post(form.getAttribute("action") || location.href, body);
  row?.removeAttribute("aria-busy");
  if (answer.sentence) {
    say(answer.sentence, true);
    complain(row, answer.sentence);
    return;
  }
  renew(answer.token);
  if (answer.panel) {
    form.dispatchEvent(new CustomEvent("desk:panel", { bubbles: true, detail: answer.panel }));
  } else {
    put(answer, row);
    if (row && !answer.isError && !answer.done?.length) {
      note(document.getElementById(row.id), answer.said);
    }
  }
  say(answer.said, answer.isError);
}

async function post(address, body, isSecond = false) {
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    });
  } catch {
    return { sentence: words.offline };
  }
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
  if (isJSON && (response.ok || response.status === 422)) {
    return response.json();
  }
  // Whoever signed in again in another tab has a new token, and presses here once more.
  const token = response.status === 403 && !isSecond && (await freshToken());
  if (token) {
    renew(token);
    body.set("csrfmiddlewaretoken", token);
    return post(address, body, true);
  }
  const isSignedOut = response.status === 403 || response.redirected;
  return { sentence: isSignedOut ? words.signedOut : words.failed };
}

async function freshToken() {
  const page = await listAgain();
  return page?.querySelector('[data-queue] input[name="csrfmiddlewaretoken"]')?.value;
}

// The list as the server has it now; null where it cannot be had.
async function listAgain() {
  const address = new URL(location.href);
  address.searchParams.delete("p");
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    const isList = response.ok && !response.redirected;
    return isList ? new DOMParser().parseFromString(await response.text(), "text/html") : null;
  } catch {
    return null;
  }
}

function renew(token) {
  if (token) {
    for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) {
      field.value = token;
    }
  }
}

// Put the new rows into the places of the old ones, and the next comment under the focus.
function put(answer, row) {
  const done = new Set((answer.done ?? []).map(String));
  let first = null;
  for (const [id, html] of Object.entries(answer.rows ?? {})) {
    const old = document.getElementById(`row-${id}`);
    const fresh = element(html);
    if (old) {
      old.replaceWith(fresh);
    } else {
      queue.querySelector(".queue__list").prepend(fresh);
    }
    forgetRecent(answer);
    if (done.has(id)) {
      endUndo(fresh);
    }
    first ??= fresh;
  }
  if (done.size > 1) {
    offerUndoOfAll(answer);
  }
  if (first) {
    const isOver = done.size > 0;
    const here = row ? (document.getElementById(row.id) ?? first) : first;
    focus(isOver ? beyond(here, 1) : here, isOver ? here : null);
  }
  if (!rows().length) {
    goOn();
  }
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

// After its time the line stays, and the button goes.
function endUndo(line) {
  const button = line.querySelector("[data-undo-seconds]");
  if (button) {
    setTimeout(() => {
      if (document.activeElement === button) {
        line.focus();
      }
      button.remove();
    }, Number(button.dataset.undoSeconds) * 1000);
  }
}

function offerUndoOfAll(answer) {
  const button = document.createElement("button");
  button.className = "button button-small button-secondary";
  button.name = "undo";
  button.value = answer.undo.join(",");
  button.textContent = words.undoAll;
  const place = queue.querySelector("[data-desk-undo]");
  place.replaceChildren(answer.said, " ", button);
  setTimeout(() => place.replaceChildren(), MINUTE);
}

function forgetRecent(answer) {
  if (!answer.undo?.length) {
    queue.querySelector("[data-desk-undo]")?.replaceChildren();
  }
}

function complain(row, sentence) {
  const place = row?.querySelector("article") ?? row;
  if (!place) {
    return;
  }
  let error = place.querySelector("[data-complaint]");
  if (!error) {
    error = document.createElement("p");
    error.className = "queue__error";
    error.setAttribute("data-complaint", "");
    place.prepend(error);
  }
  error.textContent = sentence;
}

// A word in the row about what became of it, until another row has the focus.
function note(row, sentence) {
  const place = row?.querySelector("article");
  if (!place) {
    return;
  }
  queue.querySelector("[data-note]")?.remove();
  const line = document.createElement("p");
  line.className = "queue__said";
  line.setAttribute("data-note", "");
  line.textContent = sentence;
  place.append(line);
  line.scrollIntoView({ block: "nearest" });
}

function say(sentence, isError) {
  const place = queue.querySelector("[data-desk-said]");
  place.textContent = sentence;
  place.classList.toggle("w-sr-only", !isError);
  place.classList.toggle("queue__error", Boolean(isError));
}

// All rows of this page are done with: the list goes on by itself, where it has more.
async function goOn() {
  const page = await listAgain();
  if (!page || rows().length) {
    return;
  }
  const list = queue.querySelector(".queue__list");
  const lines = [...list.children].slice(-3); // what was done last can still be taken back
  const known = new Set(lines.map((line) => line.id));
  const coming = [...page.querySelectorAll("form[data-queue] [data-row]")];
  const fresh = coming.filter((row) => !known.has(row.id)).map((row) => document.adoptNode(row));
  list.replaceChildren(...lines, ...fresh);
  const tabs = page.querySelector(".queue-tabs"); // with what is left, counted anew
  if (tabs) {
    document.querySelector(".queue-tabs")?.replaceWith(document.adoptNode(tabs));
  }
  if (fresh.length) {
    focus(fresh[0]);
    return;
  }
  const end = document.createElement("p");
  end.className = "queue-empty";
  end.tabIndex = -1;
  end.textContent = words.empty;
  list.after(end);
  end.focus();
}

function tickAllTogether() {
  const label = queue.querySelector("[data-queue-all]");
  if (label) {
    label.hidden = false;
  }
}

// One listener for all ticks: rows come and go.
function ticked({ target }) {
  const all = queue.querySelector("[data-queue-all] input");
  const ticks = [...queue.querySelectorAll('input[name="ids"]')];
  if (target === all) {
    for (const tick of ticks) {
      tick.checked = all.checked;
    }
  } else if (target.name === "ids" && all) {
    const count = ticks.filter((tick) => tick.checked).length;
    all.checked = count === ticks.length;
    all.indeterminate = count > 0 && count < ticks.length;
  }
}
