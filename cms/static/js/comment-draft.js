// Keeps what somebody writes in this browser, for each form by its address, until it is sent.
// Text and name only: an e-mail address is not left behind on a computer that others use too.

const DAYS_KEPT = 30;
const unsaved = new Map(); // where the browser keeps nothing: as long as the page is there

const keyOf = (form) => `comment-draft:${form.getAttribute("action")}`;
const formOf = (element) => element.closest?.("form[data-writing]");

function read(form) {
  try {
    const draft = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
    const isOld = draft && Date.now() - draft.savedAt > DAYS_KEPT * 24 * 60 * 60 * 1000;
    if (isOld) {
      forget(form);
    }
    return isOld ? undefined : (draft ?? unsaved.get(keyOf(form)));
  } catch {
    return unsaved.get(keyOf(form));
  }
}

function write(form) {
  const { comment, name } = form.elements;
  const draft = { comment: comment.value, name: name?.value ?? "", savedAt: Date.now() };
  if (!draft.comment) {
    forget(form);
    return;
  }
  unsaved.set(keyOf(form), draft);
  try {
    localStorage.setItem(keyOf(form), JSON.stringify(draft));
    say(form, "kept");
  } catch {
    // Full, or not allowed: the page keeps it as long as it is open.
  }
}

function forget(form) {
  unsaved.delete(keyOf(form));
  try {
    localStorage.removeItem(keyOf(form));
  } catch {
    // Nothing was kept.
  }
  say(form, "");
}

function restore(form) {
  const draft = read(form);
  const { comment, name } = form.elements;
  if (!draft || comment.value) {
    return; // what the server gave back is newer
  }
  comment.value = draft.comment;
  if (name && !name.value) {
    name.value = draft.name;
  }
  say(form, "restored");
}

function say(form, what) {
  for (const note of form.querySelectorAll("[data-draft]")) {
    note.hidden = note.dataset.draft !== what;
  }
}

document.addEventListener("input", ({ target }) => {
  const form = formOf(target);
  if (form) {
    write(form);
  }
});
document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-draft-discard]") && formOf(target);
  if (form) {
    forget(form);
    form.elements.comment.value = "";
    form.elements.comment.focus();
  }
});
document.addEventListener("comment-form:shown", ({ target }) => restore(target));
document.addEventListener("comment-form:sent", ({ target }) => forget(target));
for (const form of document.querySelectorAll("form[data-writing]")) {
  restore(form);
}
