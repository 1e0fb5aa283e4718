// Single keys at the desk, as they stand on the buttons: each presses what has it in the row under
// the focus. Never while somebody types, never with another key held, and not at all where the
// account's keyboard shortcuts are off (WCAG 2.2, 2.1.4).

const queue = document.querySelector("form[data-queue]");
const settings = JSON.parse(document.getElementById("wagtail-config")?.textContent ?? "{}");

if (queue && settings.KEYBOARD_SHORTCUTS_ENABLED) {
  queue.setAttribute("data-keys", "");
  const help = document.querySelector("[data-desk-help]");
  help.hidden = false;
  help.addEventListener("click", () => keys().showModal());
  document.querySelector("[data-desk-keys-close]").addEventListener("click", () => keys().close());
  // Before Wagtail's own, whose “?” would open its list.
  document.addEventListener("keydown", pressed, { capture: true });
}

function keys() {
  return document.querySelector("[data-desk-keys]");
}

function pressed(event) {
  const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (held || isTyping(event.target) || document.querySelector("dialog[open]")) {
    return;
  }
  if (act(event)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function isTyping(target) {
  return Boolean(
    target.isContentEditable ||
      target.closest("textarea, select, [role=textbox], [role=combobox], [data-panel-form]") ||
      target.closest("input:not([type=checkbox]):not([type=radio])") ||
      !(target === document.body || queue.contains(target)),
  );
}

// Whether the key did something.
function act(event) {
  const row = current();
  const rules = row?.querySelector("details[data-rules][open]");
  if (rules) {
    return chooseRule(event, rules, row);
  }
  if (event.shiftKey && event.key !== "?") {
    return false;
  }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step) {
    document.dispatchEvent(new CustomEvent("desk:go", { detail: step }));
    return true;
  }
  if (event.key === "?") {
    keys().showModal();
    return true;
  }
  if (event.key === "u") {
    return undo();
  }
  return press(row, event.key);
}

function current() {
  return document.activeElement.closest("[data-row]") ?? queue.querySelector("[data-current]");
}

function press(row, key) {
  if (!row || !/^[a-z]$/.test(key)) {
    return false;
  }
  const button = row.querySelector(`[data-key="${key}"]:not([data-rules] > :not(summary) *)`);
  button?.click();
  if (button?.tagName === "SUMMARY") {
    button.focus();
  }
  return Boolean(button) || sayLacking(row, key);
}

// Whether it is a key of the desk, which this row has nothing for: then the row says so.
function sayLacking(row, key) {
  const line = keys().querySelector(`[data-key-of~="${key}"]`);
  if (!line || row.hasAttribute("data-row-done")) {
    return false;
  }
  row.dispatchEvent(new CustomEvent("desk:lacking", { bubbles: true, detail: line.dataset.lacking }));
  return true;
}

// “r” has opened the rules: a digit is one of them, “e” the form for other words.
function chooseRule(event, rules, row) {
  const digit = /^Digit[1-9]$/.test(event.code) ? event.code.slice(-1) : event.key;
  if (event.key === "Escape" || (event.key === "r" && !event.shiftKey)) {
    rules.open = false;
    row.focus();
    return true;
  }
  const words = rules.querySelector('[data-key="e"]');
  if (event.key === "e") {
    words?.click();
    return true;
  }
  const rule = /^[1-9]$/.test(digit) && rules.querySelector(`[data-digit="${digit}"]`);
  if (rule && event.shiftKey && words) {
    const address = new URL(words.href);
    address.searchParams.set("rule", digit);
    words.href = address;
    words.click();
    return true;
  }
  if (rule && !event.shiftKey) {
    rule.click();
    return true;
  }
  return /^[a-z]$/.test(event.key); // no other key decides anything while the rules are open
}

// What was decided last, as long as it can be taken back.
let lines = [];
document.addEventListener("click", ({ target }) => {
  const row = target.closest?.("[data-row]");
  if (row && target.closest("button[name=one]")) {
    lines = [...lines, row.id];
  }
});

function undo() {
  for (const id of [...lines].reverse()) {
    const button = document.getElementById(id)?.querySelector("button[name=undo]");
    if (button) {
      lines = lines.filter((other) => other !== id);
      button.click();
      return true;
    }
  }
  const all = queue.querySelector("[data-desk-undo] button[name=undo]");
  all?.click();
  return Boolean(all);
}
