/* Support under a message: counts that everybody sees, and which of them are one's own. */

const template = (name) => document.querySelector(`template[data-support="${name}"]`);

/* Under a message that was just drawn. */
export function addSupport(made, seq, own) {
  const row = template(own ? "own" : "other").content.firstElementChild.cloneNode(true);
  for (const button of row.querySelectorAll("button")) button.value = `${seq}:${button.dataset.kind}:on`;
  made.querySelector(".bub").after(row);
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
