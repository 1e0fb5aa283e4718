// Ticks all comments on the page at once. Everything else in the queue works without a script.

document.addEventListener("DOMContentLoaded", () => {
  for (const queue of document.querySelectorAll("[data-queue]")) {
    tickAllTogether(queue);
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
