// Ticks all comments on the page at once, and after a decision puts the focus on the next comment.
// Everything else in the queue works without a script.

document.addEventListener("DOMContentLoaded", () => {
  for (const queue of document.querySelectorAll("[data-queue]")) {
    tickAllTogether(queue);
    goOnAfterDecision(queue);
  }
});

function tickAllTogether(queue) {
  const label = queue.querySelector("[data-queue-all]");
  const ticks = [...queue.querySelectorAll('input[name="ids"]')];
  if (label && ticks.length) {
    const all = label.querySelector("input");
    label.hidden = false;
    all.addEventListener("change", () => {
      for (const tick of ticks) {
        tick.checked = all.checked;
      }
    });
    queue.addEventListener("change", () => {
      const ticked = ticks.filter((tick) => tick.checked).length;
      all.checked = ticked === ticks.length;
      all.indeterminate = ticked > 0 && ticked < ticks.length;
    });
  }
}

function goOnAfterDecision(queue) {
  const key = "hustings-queue-decided";
  queue.addEventListener("submit", () => sessionStorage.setItem(key, "1"));
  if (sessionStorage.getItem(key)) {
    sessionStorage.removeItem(key);
    queue.querySelector('.queue__row input[name="ids"]')?.focus();
  }
}
