/* The tools of one message at a time are on the way of the Tab key: of the one that had the focus last, or the
   newest. From message to message one goes with the arrow keys (ARIA: roving tabindex). */

import { log } from "./follow.js";

const TOOLS = "a[href], button, summary";
let current = null;

function open(made, reachable) {
  for (const tool of made?.querySelectorAll(TOOLS) ?? []) tool.tabIndex = reachable ? 0 : -1;
}

function be(made) {
  if (made === current) return;
  open(current, false);
  current = made;
  open(current, true);
}

function newest() {
  const all = log.querySelectorAll(".msg");
  return all[all.length - 1] ?? null;
}

function follow(records) {
  for (const made of new Set(records.map(({ target }) => target.closest?.(".msg")))) open(made, made === current);
  for (const { addedNodes } of records) addedNodes.forEach((made) => made.matches?.(".msg") && open(made, made === current));
  const inside = log.contains(document.activeElement) && document.activeElement !== log;
  if (!inside || !current?.isConnected) be(newest());
}

for (const made of log.querySelectorAll(".msg")) open(made, false);
be(newest());
new MutationObserver(follow).observe(log, { childList: true, subtree: true });
log.addEventListener("focusin", ({ target }) => {
  const made = target.closest(".msg");
  if (made) be(made);
});

log.addEventListener("keydown", (event) => {
  const all = [...log.querySelectorAll(".msg")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowUp: at < 0 ? all.length - 1 : at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Enter" && event.target === all[at]) {
    event.preventDefault(); // or the same press would work the button that gets the focus
    return all[at].querySelector("summary, button")?.focus();
  }
  if (to === undefined || event.target.closest("button, a, input")) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
});
