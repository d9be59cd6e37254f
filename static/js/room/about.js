/* What a member may do about somebody's message: one button beside the name, which opens a sheet (sheet.js). */

import { words } from "./page.js";

const template = document.querySelector("template[data-about-more]");

export function offerAbout(made) {
  if (!template) return;
  const button = template.content.firstElementChild.cloneNode(true);
  const name = made.querySelector("bdi").textContent;
  button.setAttribute("aria-label", words("moreFor", { name }));
  made.querySelector(".msg__h").append(button);
}

/* The page comes without them, so that a long talk stays light. */
for (const made of document.querySelectorAll(".log .msg[data-seat]:not(.msg--me, .msg--private)")) offerAbout(made);
