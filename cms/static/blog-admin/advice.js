// Renews the advice in the post's editor while somebody writes: whenever what is in the form has
// changed and then stayed the same for a moment. Without this script the advice is as last saved.
const PAUSE = 1500; // milliseconds between two looks at the form

const panel = document.querySelector("[data-advice]");
const form = panel?.closest("form");

if (form) {
  const list = panel.querySelector("[data-advice-list]");
  const link = document.createElement("a");
  link.className = "advice-link";
  link.href = "#advice";
  document.querySelector("footer .actions")?.after(link);

  const written = () => new URLSearchParams(
    [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"),
  ).toString();
  const tell = () => {
    link.textContent = list.querySelector("[data-advice-summary]")?.dataset.adviceSummary ?? "";
    link.hidden = !link.textContent;
  };

  let asked = "";
  let seen = "";
  let waiting = false;

  const ask = async (text) => {
    waiting = true;
    try {
      const response = await fetch(panel.dataset.advice, {
        method: "POST",
        body: text,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded",
          "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
        },
      });
      if (!response.ok) return; // tried again at the next change
      asked = text;
      const answer = await response.text();
      if (answer !== list.dataset.last) {
        list.innerHTML = answer; // made by the server, which escapes what was typed
        list.dataset.last = answer;
        tell();
      }
    } catch {
      // The network is gone; the editor itself says so.
    } finally {
      waiting = false;
    }
  };

  tell();
  // The editor's fields are drawn by scripts of their own; what they hold first is as saved.
  setTimeout(() => {
    asked = seen = written();
    setInterval(() => {
      if (document.hidden || waiting) return;
      const text = written();
      if (text === seen && text !== asked) ask(text);
      seen = text;
    }, PAUSE);
  }, PAUSE);
}
