// Says every few seconds which comment is under the focus, and shows which colleague is on which.

const queue = document.querySelector("form[data-queue]");
const desk = queue?.querySelector("[data-desk]")?.dataset;
// The comment's id. The list may have put the focus on its first comment before this module ran.
let on = queue?.querySelector("[data-current]")?.dataset.row ?? null;
let every = 15;
let timer = 0;

if (desk) {
  document.addEventListener("desk:shown", ({ target }) => look(target.dataset.row));
  queue.addEventListener("focusin", ({ target }) => look(target.closest("[data-row]")?.dataset.row));
  document.addEventListener("visibilitychange", beat);
  addEventListener("pagehide", () => tell(null, { keepalive: true }));
  beat();
}

function look(id) {
  if (id && id !== on) {
    on = id;
    clearTimeout(timer);
    timer = setTimeout(beat, 400); // whoever hurries through the list looks at nothing
  }
}

async function beat() {
  clearTimeout(timer);
  const answer = document.hidden ? null : await tell(on);
  if (answer) {
    show(answer.others);
    every = answer.every;
  }
  timer = setTimeout(beat, every * 1000);
}

async function tell(id, how = {}) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", queue.querySelector('input[name="csrfmiddlewaretoken"]').value);
  body.set("on", id ?? "");
  for (const row of queue.querySelectorAll("[data-row]:not([data-row-done])")) {
    body.append("ids", row.dataset.row);
  }
  try {
    const response = await fetch(desk.presence, { method: "POST", body, ...how });
    return response.ok && !response.redirected ? await response.json() : null;
  } catch {
    return null; // no network: the next beat tries again
  }
}

function show(others) {
  for (const row of queue.querySelectorAll("[data-row]:not([data-row-done])")) {
    const place = row.querySelector("[data-looking]");
    const names = others[row.dataset.row] ?? [];
    place.hidden = !names.length;
    const words = names.length > 1 ? desk.lookingMany : desk.looking;
    place.textContent = names.length ? words.replace("{names}", names.join(", ")) : "";
  }
}
