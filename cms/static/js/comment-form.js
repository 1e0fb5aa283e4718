// Opens the comment form in place, where a link with data-comment-form would lead to its page.
// The link's own page is the fallback: no script, no network, no answer as expected.

const forms = new Map(); // link → the place where its form stands

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-comment-form]");
  const isPlainClick = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && isPlainClick) {
    event.preventDefault();
    open(link);
  }
  const close = event.target.closest("[data-comment-form-close]");
  if (close) {
    hide(linkOf(close));
  }
});

document.addEventListener("keydown", (event) => {
  const link = event.key === "Escape" && !event.isComposing && linkOf(event.target);
  if (link) {
    hide(link);
  }
});

// A form has come back, put into the page by comment-send.js.
document.addEventListener("comment-form:shown", ({ target }) => {
  if (linkOf(target)) {
    showClose(target);
  }
});

function showClose(place) {
  const close = place.querySelector("[data-comment-form-close]");
  if (close) {
    close.hidden = false;
  }
}

async function open(link) {
  if (link.getAttribute("aria-busy") === "true") {
    return;
  }
  for (const other of forms.keys()) {
    if (other !== link) {
      remove(other);
    }
  }
  if (!forms.has(link)) {
    link.setAttribute("aria-busy", "true");
    const form = await fetchForm(link.href);
    link.removeAttribute("aria-busy");
    if (!form) {
      location.assign(link.href);
      return;
    }
    put(form, link);
  }
  const place = forms.get(link);
  place.hidden = false;
  link.setAttribute("aria-expanded", "true");
  // At once: later, the focus would be taken from under somebody who has begun to type.
  place.querySelector(".field :is(input, textarea), .notice")?.focus();
}

async function fetchForm(url) {
  const address = new URL(url);
  address.searchParams.set("fragment", "1");
  try {
    const response = await fetch(address);
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  }
}

function put(html, link) {
  const place = document.createElement("div");
  place.className = "form-place";
  place.innerHTML = html;
  showClose(place);
  link.closest("[data-form-anchor]").after(place);
  forms.set(link, place);
  const form = place.querySelector("[data-writing]");
  if (form) {
    fill(form);
    load(form);
  }
}

// Drafts, the sum and sending are loaded by who writes, and by no reader.
async function load(form) {
  await Promise.allSettled(form.dataset.writing.split(" ").map((url) => import(url)));
  form.dispatchEvent(new Event("comment-form:shown", { bubbles: true }));
}

// Who one is moves along when another form is opened. What one wrote belongs where it was begun:
// it waits there as a draft.
const moving = "[name=name], [name=email], [name=follow]";
let typed = [];

function remove(link) {
  const fields = forms.get(link).querySelectorAll(moving);
  typed = [...fields].map((field) => [field.name, field.value]);
  forms.get(link).remove();
  forms.delete(link);
  link.setAttribute("aria-expanded", "false");
}

function fill(form) {
  for (const [name, value] of typed) {
    const field = form.elements.namedItem(name);
    if (field) {
      field.value = value;
    }
  }
}

function hide(link) {
  forms.get(link).hidden = true;
  link.setAttribute("aria-expanded", "false");
  link.focus();
}

function linkOf(element) {
  return [...forms].find(([, place]) => !place.hidden && place.contains(element))?.[0];
}
