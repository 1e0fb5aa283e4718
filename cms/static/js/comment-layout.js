// Lays out the comments that are far from the window, a few whenever the browser has nothing to do.
// Without this, each is laid out when it comes near (discussion.css).

const AT_ONCE = 8; // comments: some ten milliseconds of a slow telephone

if (globalThis.requestIdleCallback) {
  requestIdleCallback(layOut);
}

function layOut() {
  const waiting = document.querySelectorAll(".comment:not(.comment--laid-out)");
  for (const comment of [...waiting].slice(0, AT_ONCE)) {
    comment.classList.add("comment--laid-out");
  }
  if (waiting.length > AT_ONCE) {
    requestIdleCallback(layOut);
  }
}
