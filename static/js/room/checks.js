/* People to look after, on top of the host's room: said at once, and the time until the next one is asked. */

import { heard } from "./heard.js";
import { lineOf } from "./log.js";
import { alertNow } from "./page.js";

const words = document.querySelector("[data-words-host]").dataset;
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const isolated = (name) => `\u2068${name}\u2069`; // a name of another script does not turn the sentence

heard((events) => {
  for (const event of events) {
    if (event.kind !== "check" || !["open", "handed_on"].includes(event.state)) continue;
    alertNow(filled(words.check, { name: isolated(event.name) }));
  }
});

/* The page says how many seconds there were when it was drawn; a fresh part begins anew. */
const ends = new WeakMap();

function tick() {
  for (const place of document.querySelectorAll("[data-due]")) {
    if (!ends.has(place)) ends.set(place, Date.now() + Number(place.dataset.due) * 1000);
    const left = Math.max(0, Math.round((ends.get(place) - Date.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    place.textContent = filled(words.next, { time });
  }
}

setInterval(tick, 1000);

/* "See it in the room": the line is here already, though perhaps on another tab of a phone. */
document.addEventListener("click", (event) => {
  const line = lineOf(event.target.closest("[data-line]")?.dataset.line);
  if (!line) return;
  event.preventDefault();
  document.querySelector('.hosttop [data-tab="chat"]')?.click();
  line.scrollIntoView({ block: "center" });
  line.focus();
});
