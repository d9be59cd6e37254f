/* The plan: which step is now. The time of a step runs out and nothing happens. */

import { say, words } from "./page.js";

export function takeStep({ step, title }) {
  for (const item of document.querySelectorAll("[data-plan] [data-step]")) {
    const place = Number(item.dataset.step);
    const state = place === step ? "now" : place < step ? "done" : "later";
    item.className = state;
    item.querySelector("[data-done]").hidden = state !== "done";
    if (state === "now") item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
  say(words("step", { title }));
}
