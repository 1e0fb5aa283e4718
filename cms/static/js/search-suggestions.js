// Suggests posts, tags and authors while somebody types into a search box: an editable combobox
// with a list (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Each suggestion is a link, and
// without this the box is a form like any. All words come from the form's data- attributes.

const PAUSE = 150; // milliseconds after the last key
const LEAST = 2; // characters; the server answers nothing for fewer

const status = make("p", "visually-hidden", { role: "status" });
document.body.append(status);

for (const form of document.querySelectorAll("form[data-suggest]")) suggestIn(form);

function make(name, className, attributes) {
  const element = document.createElement(name);
  element.className = className;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function suggestIn(form) {
  const input = form.elements.q;
  const list = make("div", "suggestions", {
    role: "listbox",
    id: `${input.id}-suggestions`,
    "aria-label": form.dataset.suggestName,
  });
  let active; // the option that the arrow keys have reached
  let timer;
  let question; // what aborts the request that is under way

  input.autocomplete = "off"; // no second list, of what was typed before
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  close();
  form.append(list);

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", press);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", close);

  function close() {
    clearTimeout(timer);
    question?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    reach(null);
  }

  async function ask() {
    question?.abort();
    question = new AbortController();
    const { signal } = question;
    const text = input.value.trim();
    let found = [];
    if (text.length >= LEAST) {
      try {
        const query = new URLSearchParams({ q: text });
        const response = await fetch(`${form.dataset.suggest}?${query}`, { signal });
        if (response.ok) found = await response.json();
      } catch {
        // No network, or no answer that is wanted any more: nothing is suggested.
      }
    }
    if (!signal.aborted) show(found);
  }

  function show(found) {
    if (!found.length) {
      const hadSome = !list.hidden;
      close();
      if (hadSome) status.textContent = form.dataset.suggestNone;
      return;
    }
    const groups = new Map();
    reach(null);
    found.forEach(({ kind, label, url }, n) => {
      if (!groups.has(kind)) {
        const id = `${list.id}-${kind}`;
        const title = make("span", "suggestions__kind", { id });
        title.textContent = form.getAttribute(`data-suggest-${kind}`);
        const group = make("div", "suggestions__group", { role: "group", "aria-labelledby": id });
        group.append(title);
        groups.set(kind, group);
      }
      const option = make("a", `suggestions__one suggestions__one--${kind}`, {
        role: "option",
        id: `${list.id}-${n}`,
        href: url,
        tabindex: "-1",
        "aria-selected": "false",
      });
      option.textContent = label;
      groups.get(kind).append(option);
    });
    list.replaceChildren(...groups.values());
    list.hidden = false;
    list.scrollTop = 0;
    input.setAttribute("aria-expanded", "true");
    status.textContent = form.dataset.suggestSome.replace("{n}", found.length);
  }

  function reach(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  // Past either end of the list is the box itself.
  function press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const options = list.hidden ? [] : [...list.querySelectorAll("[role=option]")];
    const place = active ? options.indexOf(active) : options.length;
    if (event.key === "ArrowDown" && list.hidden) ask();
    else if (event.key === "ArrowDown") reach(active ? options[place + 1] : options[0]);
    else if (event.key === "ArrowUp" && !list.hidden) reach(options[place - 1]);
    else if (event.key === "Home" && active) reach(options[0]);
    else if (event.key === "End" && active) reach(options.at(-1));
    else if (event.key === "Enter" && active) active.click();
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  }
}
