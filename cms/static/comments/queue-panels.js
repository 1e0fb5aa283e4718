// Opens a comment's forms in its row, where their links would lead to pages of their own.
// A form is sent as a decision is: by "desk:send", which queue.js answers.

const queue = document.querySelector("form[data-queue]");

if (queue) {
  document.addEventListener("click", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest("a[data-panel]");
    if (link && isPlain && event.button === 0) {
      event.preventDefault();
      open(link);
    }
    const close = event.target.closest("[data-panel-close]");
    if (close) {
      event.preventDefault();
      shut(close.closest("[data-row]"));
    }
  });
  // Before Wagtail's own, which takes the focus to the menu.
  document.addEventListener(
    "keydown",
    (event) => {
      const row = event.target.closest?.("[data-row]");
      if (event.key === "Escape" && !event.isComposing && row?.querySelector("[data-panel-form]")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        shut(row);
      }
    },
    { capture: true },
  );
  // The panel's form stands inside the list's: it is sent by itself.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target.matches("[data-panel-form]")) {
        event.preventDefault();
        event.stopImmediatePropagation();
        const detail = { form: event.target, submitter: event.submitter };
        document.dispatchEvent(new CustomEvent("desk:send", { detail }));
      }
    },
    { capture: true },
  );
  document.addEventListener("desk:panel", (event) => {
    const row = event.target.closest("[data-row]");
    show(row, event.detail);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-panel-form]");
    if (form && event.target.name === "rule") {
      fillIn(form, event.target.value);
    }
  });
}

async function open(link) {
  const row = link.closest("[data-row]");
  const address = new URL(link.href);
  address.searchParams.set("in", "row");
  address.searchParams.set("back", location.pathname + location.search);
  for (const rules of row.querySelectorAll("details[data-rules]")) {
    rules.open = false;
  }
  try {
    const response = await fetch(address, { credentials: "same-origin" });
    if (!response.ok || response.redirected) {
      throw new Error(response.statusText);
    }
    show(row, await response.text());
  } catch {
    location.assign(link.href);
  }
}

function show(row, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const place = row.querySelector("[data-panel-place]");
  place.replaceChildren(template.content);
  const form = place.querySelector("[data-panel-form]");
  const token = queue.querySelector('input[name="csrfmiddlewaretoken"]').value;
  form.querySelector('input[name="csrfmiddlewaretoken"]').value = token;
  const wrong = form.querySelector(".queue__error ~ :is(input, textarea, select)");
  const first = form.querySelector("input:checked, :is(textarea, select, input):not([type=hidden])");
  (wrong ?? first ?? form).focus({ preventScroll: true });
  reveal(row, form, wrong);
}

// The whole row, or as much as there is room for: below the bar, as `scroll-padding` has it.
function reveal(row, form, wrong) {
  const covered = Number.parseFloat(document.documentElement.style.scrollPaddingTop) || 0;
  const room = innerHeight - covered;
  const whole = [row, form].find((each) => each.getBoundingClientRect().height <= room);
  if (whole) {
    whole.scrollIntoView({ block: "nearest" });
  } else {
    form.scrollIntoView({ block: "start" });
    wrong?.scrollIntoView({ block: "nearest" });
  }
}

function shut(row) {
  row.querySelector("[data-panel-place]").replaceChildren();
  row.dispatchEvent(new CustomEvent("desk:focus", { bubbles: true }));
}

// A rule's words, unless somebody has written other ones.
function fillIn(form, rule) {
  const words = JSON.parse(form.querySelector('script[type="application/json"]')?.textContent ?? "{}");
  const field = form.querySelector("textarea[name=explanation]");
  if (field && (!field.value || Object.values(words).includes(field.value))) {
    field.value = words[rule] ?? "";
  }
}
