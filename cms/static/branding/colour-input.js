// Shows a colour while it is chosen, and keeps the field and the browser's own picker alike.
const COLOUR = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i;

for (const field of document.querySelectorAll("[data-colour-input]")) {
  const text = field.querySelector("[type=text]");
  const picker = field.querySelector("[data-colour-picker]");
  const shades = field.querySelector("[data-colour-shades]");
  let asked = 0;

  const show = async () => {
    const mine = (asked += 1);
    const colour = text.value.trim();
    const response = await fetch(`${field.dataset.colourInput}?${new URLSearchParams({ colour })}`);
    if (response.ok && mine === asked) {
      shades.innerHTML = await response.text();
    }
  };

  text.addEventListener("input", () => {
    const colour = text.value.trim();
    if (/^#[0-9a-f]{6}$/i.test(colour)) {
      picker.value = colour;
    }
    if (!colour || COLOUR.test(colour)) {
      show();
    }
  });
  picker.addEventListener("input", () => {
    text.value = picker.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  picker.hidden = false;
}
