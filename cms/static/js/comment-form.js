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
  place.querySelector(".field:not([aria-hidden]) :is(input, textarea)")?.focus();
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

function put(form, link) {
  const place = document.createElement("div");
  place.className = "form-place";
  place.innerHTML = form;
  fill(place, typed);
  for (const button of place.querySelectorAll("[data-comment-form-close]")) {
    button.hidden = false;
  }
  link.closest("[data-form-anchor]").after(place);
  forms.set(link, place);
}

// What was typed moves along when another form is opened, and waits when a form is closed.
let typed = new Map();

function remove(link) {
  const fields = forms.get(link).querySelectorAll(".field :is(input, textarea)");
  typed = new Map([...fields].map((field) => [field.name, field.value]));
  forms.get(link).remove();
  forms.delete(link);
  link.setAttribute("aria-expanded", "false");
}

function fill(place, values) {
  for (const [name, value] of values) {
    const field = place.querySelector(`.field [name="${name}"]`);
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
