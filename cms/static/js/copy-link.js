// Copies the address of a post, where the browser lets it; without this, the same place is a link.

for (const link of document.querySelectorAll("[data-copy-link]")) {
  if (!navigator.clipboard) break; // only on pages that came over HTTPS
  link.textContent = link.dataset.copyLink;
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const said = link.parentElement.querySelector("[data-copy-said]");
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = link.dataset.copied;
    } catch {
      location.assign(link.href); // the address stands in the browser's bar, at least
    }
  });
}
