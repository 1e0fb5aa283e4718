// Likes a comment in place, where a link with data-comment-like would lead to the page that asks.
// The link's own page is the fallback. What this browser liked is remembered in it alone.

const MEMORY = "liked-comments"; // ids of comments, as text

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);
let shown; // the sentence beside a comment that somebody else in the household liked before

for (const link of document.querySelectorAll("[data-comment-like]")) {
  // It does something and leads nowhere, now: a button.
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.dataset.commentLike = link.dataset.commentLike;
  button.dataset.address = link.href;
  button.append(...link.childNodes);
  button.setAttribute("aria-pressed", String(remembered().includes(link.dataset.commentLike)));
  button.addEventListener("click", () => press(button));
  link.replaceWith(button);
}

async function press(button) {
  if (button.getAttribute("aria-busy") === "true") {
    return;
  }
  button.setAttribute("aria-busy", "true");
  const answer = await send(button.dataset.address, button.getAttribute("aria-pressed") === "true");
  button.removeAttribute("aria-busy");
  if (!answer) {
    location.assign(button.dataset.address);
    return;
  }
  // A like that was there before may be another's of the household, which is not ours to take back.
  const isOurs = answer.is_liked && !answer.was_counted;
  button.setAttribute("aria-pressed", String(isOurs));
  remember(button.dataset.commentLike, isOurs);
  shown?.remove();
  if (answer.was_counted) {
    shown = document.createElement("span");
    shown.textContent = answer.sentence;
    button.parentElement.append(" ", shown);
  }
  button.closest("article").querySelector("[data-comment-likes]").textContent = answer.likes;
  status.textContent = [answer.sentence, answer.likes].join(" ");
}

// The form holds the token without which nothing is taken; null where anything is not as expected.
async function send(address, undo) {
  try {
    const page = await fetch(`${address}?fragment=1`);
    if (!page.ok) {
      return null;
    }
    const fragment = new DOMParser().parseFromString(await page.text(), "text/html");
    const fields = new FormData(fragment.querySelector("form"));
    if (undo) {
      fields.set("undo", "1");
    }
    const headers = { Accept: "application/json" };
    const response = await fetch(address, { method: "POST", body: fields, headers });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) ?? [];
  } catch {
    return []; // a browser that keeps nothing
  }
}

function remember(id, isLiked) {
  const others = remembered().filter((other) => other !== id);
  try {
    localStorage.setItem(MEMORY, JSON.stringify(isLiked ? [...others, id] : others));
  } catch {
    // The like counts all the same.
  }
}
