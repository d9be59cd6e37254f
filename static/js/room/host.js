/* The host's tools: tabs, and lists that follow the room. The lists are parts of the host's own page, which
   works without scripts; here they are taken over into the room. One person at a time: sheet.js. */

import "./checks.js";
import { heard } from "./heard.js";
import { root } from "./page.js";
import { afterwards, load } from "./sheet.js";

const panel = document.querySelector("[data-panel]");
const TOLD = new Set(["held", "kept_back", "note", "lobby", "act", "settings", "private", "check", "host", "queue", "turn", "forgotten"]);
const EVERY = 20_000;
let soon;

// --- Lists ------------------------------------------------------------------------------------------

const busy = (part) => [...part.querySelectorAll("textarea, input:not([type=hidden]), select")].some((field) => field === document.activeElement || (field.defaultValue !== undefined && field.value !== field.defaultValue));

/* What a link, button or summary is called in both versions of a part, so that the focus stays on it. */
function nameOf(it) {
  const form = it.closest("form");
  const fields = [...(form?.elements ?? [])].map((field) => field.name);
  return [it.localName, it.getAttribute("href"), form?.getAttribute("action"), fields, it.closest("details")?.id].join(" ");
}

function takeOver(part, fresh) {
  if (busy(part)) return;
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  const inside = part.contains(document.activeElement);
  const named = inside && nameOf(document.activeElement);
  part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (!inside) return;
  const same = [...part.querySelectorAll("a, button, summary")].find((each) => nameOf(each) === named);
  // What had the focus is gone: its list has it, or what one does next.
  const next = same || part.querySelector("h2, a, button") || document.querySelector("h1");
  if (/^H/.test(next.tagName)) next.tabIndex = -1;
  next.focus();
}

/* What a part says, but for clocks, which go on by themselves. */
function said(part) {
  const still = part.cloneNode(true);
  for (const clock of still.querySelectorAll("[data-due]")) clock.textContent = "";
  return still.textContent;
}

/* Parts that are live follow the stream by themselves. */
async function refresh() {
  const page = await load(panel.dataset.hostUrl).catch(() => null);
  for (const part of page ? document.querySelectorAll("[data-part]:not([data-live])") : []) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && said(fresh) !== said(part)) takeOver(part, fresh);
  }
  for (const count of document.querySelectorAll("[data-count-of]")) {
    const of = count.dataset.countOf;
    const place = document.querySelector(of === "private" ? "[data-count-private]" : `[data-part="${of}"] [data-count]`);
    const number = place?.textContent ?? (of === "private" ? "0" : "");
    if (count.textContent !== number) count.textContent = number;
    count.hidden = number === "0";
  }
}

function later() {
  clearTimeout(soon);
  soon = setTimeout(refresh, 300);
}

heard((events) => {
  if (events.some((event) => TOLD.has(event.kind) || event.released)) later();
});
setInterval(() => document.hidden || refresh(), EVERY);

// --- Tabs -------------------------------------------------------------------------------------------

function show(name) {
  root.dataset.tab = name;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab !== root) tab.toggleAttribute("aria-current", tab.dataset.tab === name);
    if (tab !== root && tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
  }
}

if (matchMedia("(min-width: 62rem)").matches) show(document.querySelector('[data-tabs] [data-tab="hands"]') ? "hands" : "waiting");

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tabs] [data-tab]");
  if (tab) {
    event.preventDefault();
    show(tab.dataset.tab);
  }
});

/* Without scripts the same link leads to the page of the tools. */
document.querySelector("[data-skip-tools]")?.addEventListener("click", (event) => {
  event.preventDefault();
  [...document.querySelectorAll("[data-tabs] [data-tab]")].find((tab) => tab.offsetParent)?.focus();
});

afterwards(refresh);
