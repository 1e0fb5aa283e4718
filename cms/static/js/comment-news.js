// Marks the comments that are newer than the reader's last visit to this discussion.
// What is kept is one moment a post, in the reader's own browser; nothing is sent anywhere.

const PAUSE = 30 * 60 * 1000; // milliseconds after which the same window is another visit

const discussion = document.getElementById("discussion");
const head = discussion?.querySelector("[data-comment-news]");
if (head) {
  const since = lastVisit();
  if (since) {
    mark(since);
  }
}

// When the newest comment that was there at the last visit was published; NaN for a first visit.
// By the server's clock: the reader's may be wrong, and the page may come out of a cache.
function lastVisit() {
  const key = `discussion ${location.pathname}`;
  try {
    const now = Date.now();
    const visit = JSON.parse(sessionStorage.getItem(key));
    const isSameVisit = visit && now - visit.at < PAUSE;
    const since = isSameVisit ? visit.since : localStorage.getItem(key);
    sessionStorage.setItem(key, JSON.stringify({ since, at: now }));
    localStorage.setItem(key, discussion.dataset.newest ?? new Date(0).toISOString());
    return Date.parse(since);
  } catch {
    return NaN; // a browser that keeps nothing
  }
}

function mark(since) {
  const comments = [...discussion.querySelectorAll("article.comment")].filter(
    (comment) => Date.parse(comment.querySelector(".dt-published").dateTime) > since,
  );
  for (const comment of comments) {
    const note = document.createElement("span");
    note.className = "comment__new";
    note.textContent = head.dataset.mark;
    comment.querySelector(".comment__head").append(note);
  }
  if (comments.length === 0 && !(Date.parse(discussion.dataset.newest) > since)) {
    return;
  }
  const link = document.createElement("a");
  if (comments.length === 0) {
    link.href = "?sort=newest#discussion";
    link.textContent = head.dataset.elsewhere;
  } else {
    const { one, many } = head.dataset;
    link.href = `#${comments[0].id}`;
    link.textContent = comments.length === 1 ? one : many.replace("{total}", comments.length);
  }
  head.append(link);
  head.hidden = false;
}
