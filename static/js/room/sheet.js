/* One person, in a sheet over the room: a part of a page that works without scripts too. */

import { code, token } from "./page.js";
import { allow, isEmpty, refuse } from "./refused.js";
import { clear, toast } from "./toast.js";

const sheet = document.querySelector("[data-host-sheet]");
const body = sheet.querySelector("[data-sheet-body]");
const words = document.querySelector("[data-words-host]").dataset;
const done = [];
let opener;

/* `listener()` hears of every form that worked. */
export const afterwards = (listener) => done.push(listener);

/* The sentence that is shown before an act is the one that will be sent, also while it is changed. */
document.addEventListener("input", (event) => {
  const quote = event.target.name === "words" && event.target.form?.querySelector("q");
  if (quote) quote.textContent = event.target.value;
});

/* Pages of the server, as documents. They are never run and never written as text. */
export function load(url) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Error(String(request.status))));
    request.onerror = () => reject(new Error("network"));
    request.send();
  });
}

async function open(url, field) {
  const page = await load(url).catch(() => null);
  const found = page?.querySelector("[data-sheet]");
  if (!found) return toast(words.failed);
  body.replaceChildren(document.importNode(found, true));
  if (!sheet.open) sheet.showModal();
  if (field) body.querySelector("textarea[name=text]")?.focus();
  return undefined;
}

/* Hosts are led to the person's page, members to what they may do about a message. */
function address(more) {
  if (more.hasAttribute("href")) return more.getAttribute("href");
  const { seat, seq } = more.closest(".msg").dataset;
  return `/r/${code}/people/${seat}/${"about" in more.dataset ? "about/" : ""}?back=room&seq=${seq ?? ""}`;
}

document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-more]");
  if (more) {
    event.preventDefault();
    opener = more;
    open(address(more), more.dataset.more === "word");
  } else if (event.target.closest("[data-host-sheet] [data-close]")) {
    event.preventDefault();
    sheet.close();
  }
});
sheet.addEventListener("close", () => {
  body.replaceChildren(); // nobody is shown the person before
  if (opener?.isConnected) opener.focus();
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-act-form]")) return;
  event.preventDefault();
  if (isEmpty(form)) return undefined;
  const data = new FormData(form);
  const button = form.querySelector("button[type=submit]");
  if (button.getAttribute("aria-disabled") === "true") return; // a second tap of the same thumb
  button.setAttribute("aria-disabled", "true");
  data.set("csrfmiddlewaretoken", token());
  const sent = { method: "POST", body: data, headers: { Accept: "application/json" } };
  const answer = await fetch(form.action, sent).catch(() => null);
  button.removeAttribute("aria-disabled");
  const said = (await answer?.json().catch(() => null)) ?? {};
  if (!answer?.ok) return refuse(form, said.error ?? words.failed);
  allow(form);
  const wrote = form.elements.text?.value;
  form.reset();
  if (sheet.open) sheet.close();
  if (form.matches("[data-toast-undo]")) clear();
  toast(said.said ?? (wrote ? words.sent : words.done), said.undo);
  done.forEach((listener) => listener());
  return undefined;
});
