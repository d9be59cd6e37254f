/* Content notes: a message behind "Talks about …", closed until somebody opens it. */

import { code, root, words } from "./page.js";

const alwaysOpen = "notesOpen" in root.dataset;
const named = (note) => words(`note${note[0].toUpperCase()}${note.slice(1)}`);

/* Puts the words of a drawn message behind a note, changes the note, or takes it away. */
export function cover(made, note, open = alwaysOpen) {
  const old = made?.querySelector(".bub");
  if (!old) return;
  const text = (old.querySelector("p") ?? old).textContent;
  if (!note) {
    if (old.localName === "details") old.replaceWith(plain(text));
    return;
  }
  const door = document.querySelector("template[data-note]").content.firstElementChild.cloneNode(true);
  door.querySelector("span").textContent = named(note);
  door.querySelector("p").textContent = text;
  door.open = open;
  old.replaceWith(door);
}

function plain(text) {
  const bubble = document.createElement("div");
  bubble.className = "bub";
  bubble.dir = "auto";
  bubble.textContent = text;
  return bubble;
}

/* Hosts may add a note later. */
export function offerNote(made, path) {
  const offered = document.querySelector("template[data-note-form]")?.content.firstElementChild.cloneNode(true);
  if (!offered) return;
  for (const button of offered.querySelectorAll("button")) button.setAttribute("formaction", `${path}note/`);
  (made.querySelector(".msg__st") ?? made).append(offered);
}

const closed = root.dataset.state === "closed";
for (const made of closed ? [] : document.querySelectorAll(".log .msg:not(.msg--me, .msg--private)")) {
  offerNote(made, `/r/${code}/messages/${made.dataset.seq}/`);
}

/* The chooser in the dock: gives the chosen note once, then nothing is chosen. */
export function takeChosen() {
  const chooser = document.querySelector("[data-note-choice]");
  const field = chooser?.querySelector("select");
  const note = field?.value ?? "";
  if (note) {
    field.value = "";
    chooser.open = false;
  }
  return note;
}
