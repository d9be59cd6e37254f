/* Support under a message: counts that everybody sees, and which of them are one's own. */

import { root } from "./page.js";

const template = (name) => document.querySelector(`template[data-support="${name}"]`);

/* Under a message that was just drawn. To one's own, and in a closed room, there are only counts. */
export function addSupport(made, seq, own) {
  const row = template(own ? "own" : "other").content.firstElementChild.cloneNode(true);
  for (const button of row.querySelectorAll("button")) button.value = `${seq}:${button.dataset.kind}:on`;
  made.querySelector(".bub").after(row);
  return row;
}

/* The page comes with bare numbers, so that a long talk stays light. */
for (const place of document.querySelectorAll(".log .sup[data-mine]")) {
  const made = place.closest(".msg");
  const [counts, mine] = [place.dataset.counts, place.dataset.mine].map((list) => list.trim().split(" ").map(Number));
  const own = made.classList.contains("msg--me") || root.dataset.state === "closed";
  place.remove();
  const row = addSupport(made, made.dataset.seq, own);
  count(made, Object.fromEntries([...row.children].map((each, index) => [each.dataset.kind, counts[index]])));
  [...row.querySelectorAll("button")].filter((_, index) => mine[index]).forEach(turnOver);
}

export function count(made, counts) {
  const row = made?.querySelector("[data-counts]");
  if (!row) return;
  for (const each of row.children) {
    const number = counts[each.dataset.kind] ?? 0;
    each.querySelector(".num").textContent = number || "";
    if (each.localName === "span") each.hidden = !number;
  }
  if (row.localName === "p") row.hidden = !Object.values(counts).some(Boolean);
}

/* One's own press was kept: the button turns over, and asks for the other thing next time. */
export function turnOver(button) {
  const on = button.value.endsWith(":on");
  button.setAttribute("aria-pressed", String(on));
  button.value = button.value.replace(/:(on|off)$/, on ? ":off" : ":on");
}
