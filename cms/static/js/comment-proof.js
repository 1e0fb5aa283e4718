// Does the sum that the site may ask for against spam, while somebody writes: proof of work after
// ALTCHA, version 2. Each step is the browser's own cryptography, which works beside the page.

const MOST_TRIES = 100_000; // the answer is far below: no wrong challenge keeps us busy for ever
const sums = new WeakMap(); // form → the promise that its sum is done

document.addEventListener("focusin", ({ target }) => begin(target));
document.addEventListener("comment-form:shown", ({ target }) => begin(target));
document.addEventListener("comment-form:sending", ({ target, detail }) => {
  begin(target);
  detail.waitFor(sums.get(target));
});
if (document.activeElement) {
  begin(document.activeElement);
}

function begin(element) {
  const form = element.closest("form[data-writing]");
  const field = form?.querySelector("[data-challenge]");
  // Without encryption, browsers do not offer their cryptography: a moderator reads it first.
  if (field && !sums.has(form) && globalThis.crypto?.subtle) {
    sums.set(form, fill(field));
  }
}

async function fill(field) {
  try {
    field.value = await solve(JSON.parse(field.dataset.challenge));
  } catch {
    // Then it is sent without, and a moderator reads it first.
  }
}

async function solve({ parameters, signature }) {
  const nonce = bytes(parameters.nonce);
  const guess = new Uint8Array(nonce.length + 4);
  guess.set(nonce);
  const number = new DataView(guess.buffer, nonce.length);
  const how = {
    name: "PBKDF2",
    hash: parameters.algorithm.split("/")[1],
    salt: bytes(parameters.salt),
    iterations: parameters.cost,
  };
  for (let counter = 0; counter < MOST_TRIES; counter += 1) {
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey("raw", guess, "PBKDF2", false, ["deriveBits"]);
    const derived = await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8);
    const derivedKey = hex(new Uint8Array(derived));
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      const solution = { counter, derivedKey };
      return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
    }
  }
  return "";
}

function bytes(digits) {
  return Uint8Array.from(digits.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function hex(numbers) {
  return [...numbers].map((number) => number.toString(16).padStart(2, "0")).join("");
}
