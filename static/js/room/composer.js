/* The field one writes in: Enter sends where there is a keyboard, the draft lives in this tab only. */

import { takeChosen } from "./notes.js";
import { code, mayWrite, restsUntil, root, words } from "./page.js";
import { toast } from "./toast.js";

const MOST = 1000;
const TELL_FROM = 800;

function notNow() {
  if (restsUntil()) return "sendRested";
  return root.dataset.mode === "listening" ? "onlyHosts" : "notYet";
}

export function compose(send) {
  const form = document.querySelector("[data-composer]");
  if (!form) return;
  const field = form.querySelector("textarea");
  const counter = form.querySelector("[data-counter]");
  const key = `draft:${code}`;

  function update() {
    field.style.blockSize = "auto";
    field.style.blockSize = `${field.scrollHeight + 2}px`;
    const length = [...field.value].length;
    counter.hidden = length <= TELL_FROM;
    counter.textContent = words("left", { number: MOST - length });
    try {
      if (field.value) sessionStorage.setItem(key, field.value);
      else sessionStorage.removeItem(key);
    } catch {
      // Storage can be forbidden; then a reload loses the draft, nothing else.
    }
  }

  function submit(event) {
    event.preventDefault();
    const text = field.value.trim();
    if (!mayWrite()) return toast(words(notNow()));
    if (!text || [...text].length > MOST) return;
    send(text, takeChosen());
    field.value = "";
    update();
    field.focus();
  }

  form.addEventListener("submit", submit);
  field.addEventListener("input", update);
  field.addEventListener("keydown", (event) => {
    const keyboard = matchMedia("(pointer: fine)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && keyboard) submit(event);
  });
  try {
    field.value ||= sessionStorage.getItem(key) ?? "";
  } catch {
    // As above.
  }
  update();
}
