// Sends the comment form without leaving the page, so that a mistake is pointed out where one is.
// What is stored leads on, as without a script. Where no answer comes, or none of ours, the text
// stays and a sentence says so; after an answer that is none of ours, the browser sends by itself.

const LONGEST_WAIT = 20_000; // milliseconds for the sum; without it a moderator reads first

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-writing]") && !("isPlain" in form.dataset)) {
    event.preventDefault();
    send(form, event.submitter);
  }
});

async function send(form, button) {
  if (form.getAttribute("aria-busy") === "true") {
    return;
  }
  form.setAttribute("aria-busy", "true");
  if (button?.name !== "preview") {
    await others(form);
  }
  const content = new URLSearchParams(new FormData(form));
  if (button?.name) {
    content.append(button.name, button.value);
  }
  const address = new URL(form.action);
  address.searchParams.set("fragment", "1");
  try {
    const response = await fetch(address, { method: "POST", body: content });
    if (response.status === 201) {
      form.dispatchEvent(new Event("comment-form:sent", { bubbles: true }));
      location.assign(response.headers.get("Location"));
      return;
    }
    if (putBack(form, await response.text())) {
      return;
    }
    if (response.status === 403) {
      form.submit(); // a page says why, and has the text
      return;
    }
    form.dataset.isPlain = "";
    fail(form);
  } catch {
    fail(form);
  }
}

// Whoever has something to do before the form is sent.
async function others(form) {
  const waiting = [new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))];
  const work = [];
  const detail = { waitFor: (promise) => work.push(promise) };
  form.dispatchEvent(new CustomEvent("comment-form:sending", { bubbles: true, detail }));
  await Promise.race([Promise.all(work), ...waiting]);
}

function putBack(form, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const answer = template.content.querySelector(".writing");
  if (!answer) {
    return false;
  }
  form.closest(".writing").replaceWith(answer);
  const next = answer.querySelector("form[data-writing]");
  next?.dispatchEvent(new Event("comment-form:shown", { bubbles: true }));
  answer.querySelector("[autofocus]")?.focus();
  return true;
}

function fail(form) {
  form.removeAttribute("aria-busy");
  const sentence = form.querySelector("[data-failure]");
  sentence.hidden = true;
  requestAnimationFrame(() => {
    sentence.hidden = false; // said aloud each time
  });
}
