// Plays a film in the page once somebody presses play, and asks nobody for anything before.
// Without this, the same place is a link to the film.

for (const link of document.querySelectorAll("[data-film]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.append(...link.childNodes);
  button.addEventListener("click", () => play(button, link.dataset));
  link.replaceWith(button);
}

function play(button, { film, filmTitle }) {
  const player = document.createElement("iframe");
  player.src = film;
  player.title = filmTitle;
  player.allow = "autoplay; fullscreen";
  // Only which site this is, and not which page: YouTube plays nothing for nobody (error 153).
  player.referrerPolicy = "strict-origin";
  const frame = document.createElement("div");
  frame.className = button.className;
  frame.append(player);
  button.replaceWith(frame);
  player.focus();
}
