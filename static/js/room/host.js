/* The host's tools: tabs, one sheet for one person, and lists that follow the room. The lists are parts of
   the host's own page, which works without scripts; here they are taken over into the room. */

import { heard } from "./heard.js";
import { code, root, token } from "./page.js";
import { clear, toast } from "./toast.js";

const panel = document.querySelector("[data-panel]");
const sheet = document.querySelector("[data-host-sheet]");
const body = sheet.querySelector("[data-sheet-body]");
const words = document.querySelector("[data-words-host]").dataset;
const TOLD = new Set(["held", "kept_back", "lobby", "act", "settings", "private", "check", "host", "queue", "turn", "forgotten"]);
const EVERY = 20_000;
let soon;

// --- Pages of the server, as documents. They are never run and never written as text. ---------------

function load(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Error(String(request.status))));
    request.onerror = () => reject(new Error("network"));
    request.send();
  });
}

// --- Lists ------------------------------------------------------------------------------------------

const busy = (part) => [...part.querySelectorAll("textarea, input:not([type=hidden]), select")].some((field) => field === document.activeElement || (field.defaultValue !== undefined && field.value !== field.defaultValue));

function takeOver(part, fresh) {
  if (busy(part)) return;
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  const inside = part.contains(document.activeElement);
  const focus = inside ? document.activeElement.closest("form")?.getAttribute("action") : null;
  part.replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true)));
  for (const id of open) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (!inside) return;
  const same = focus && part.querySelector(`form[action="${CSS.escape(focus)}"] button`);
  const next = same || part.querySelector("h2"); // what had the focus is gone: its list has it
  if (next !== same) next.tabIndex = -1;
  next.focus();
}

/* Parts that are live follow the stream by themselves. */
async function refresh() {
  const page = await load(panel.dataset.hostUrl).catch(() => null);
  for (const part of page ? document.querySelectorAll("[data-part]:not([data-live])") : []) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && fresh.textContent !== part.textContent) takeOver(part, fresh);
  }
  for (const count of document.querySelectorAll("[data-count-of]")) {
    const number = document.querySelector(`[data-part="${count.dataset.countOf}"] [data-count]`)?.textContent ?? "";
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

// --- One person -------------------------------------------------------------------------------------

let opener;

async function open(url, field) {
  const page = await load(url).catch(() => null);
  const found = page?.querySelector("[data-sheet]");
  if (!found) return toast(words.failed);
  body.replaceChildren(document.importNode(found, true));
  if (!sheet.open) sheet.showModal();
  if (field) body.querySelector("textarea[name=text]")?.focus();
  return undefined;
}

document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]");
  if (more) {
    event.preventDefault();
    opener = more;
    const person = more.closest(".msg")?.dataset.seat;
    open(more.getAttribute("href") ?? `/r/${code}/people/${person}/?back=room`, more.dataset.more === "word");
  } else if (event.target.closest("[data-host-sheet] [data-close]")) {
    event.preventDefault();
    sheet.close();
  }
});
sheet.addEventListener("close", () => {
  body.replaceChildren();
  if (opener?.isConnected) opener.focus();
});

// --- Forms ------------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-act-form]")) return;
  event.preventDefault();
  const data = new FormData(form);
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-disabled") === "true") return; // a second tap of the same thumb
  button.setAttribute("aria-disabled", "true");
  data.set("csrfmiddlewaretoken", token());
  const sent = { method: "POST", body: data, headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, sent).catch(() => null);
  button.removeAttribute("aria-disabled");
  const said = (await answer?.json().catch(() => null)) ?? {};
  if (!answer?.ok) return toast(said.error ?? words.failed);
  const wrote = form.elements.text?.value;
  form.reset();
  if (sheet.open) sheet.close();
  if (form.matches("[data-toast-undo]")) clear();
  toast(wrote ? words.sent : words.done, said.undo);
  return refresh();
});
