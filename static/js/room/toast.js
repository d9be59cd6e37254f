/* What came of a press, said and shown for a moment; with the way back where there is one. */

import { say } from "./page.js";

const SECONDS = 8;
const box = document.querySelector("[data-toast]");
const back = box?.querySelector("[data-toast-undo]");
let timer;

function hide() {
  if (box.matches(":hover, :focus-within")) timer = setTimeout(hide, SECONDS * 1000); // somebody is at it
  else box.hidden = true;
}

export function toast(text, undo = "") {
  say(text);
  if (!box) return;
  clearTimeout(timer);
  box.querySelector("[data-toast-words]").textContent = text;
  back.hidden = !undo;
  if (undo) back.action = undo;
  box.hidden = false;
  timer = setTimeout(hide, SECONDS * 1000);
}

export function clear() {
  clearTimeout(timer);
  if (box) box.hidden = true;
}

box?.querySelector("[data-toast-close]").addEventListener("click", clear);
box?.addEventListener("keydown", (event) => event.key === "Escape" && clear());
