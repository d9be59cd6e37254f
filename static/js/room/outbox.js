/* Messages on their way: one in flight, the rest behind it in order. The same id goes with every repeat,
   so a message can be sent twice and still be kept once. Nothing is written to the device but the draft. */

import { confirmOwn, drawOwn } from "./log.js";
import { offerHelp } from "./help.js";
import { paths, say, token, words } from "./page.js";

const SLOW = 1000; // a quick answer needs no "Sending"
const LONGEST = 15_000;
const queue = [];
let busy = false;
let tries = 0;
let timer;

export function send(text, note = "") {
  const item = { cid: crypto.randomUUID(), text, note, element: drawOwn(text, note) };
  queue.push(item);
  work();
}

function show(item, text, waiting = false) {
  item.element.classList.toggle("msg--wait", waiting);
  item.element.querySelector("[data-state]").replaceChildren(document.createTextNode(text));
}

function offer(item) {
  const buttons = document.querySelector("template[data-buttons]").content.cloneNode(true);
  buttons.querySelector("[data-retry]").addEventListener("click", () => {
    item.refused = false;
    if (!queue.includes(item)) queue.push(item);
    work();
  });
  buttons.querySelector("[data-drop]").addEventListener("click", () => {
    const place = queue.indexOf(item);
    if (place >= 0) queue.splice(place, 1);
    item.element.remove();
  });
  item.element.querySelector("[data-state]").append(buttons);
}

/* A limit that staff set: the page that says why, with the way to another look. */
function offerWhy(item, path) {
  const link = document.createElement("a");
  link.href = path;
  link.textContent = words("why");
  item.element.querySelector("[data-state]").append(" ", link, " ");
}

async function post(item) {
  const body = new FormData();
  body.set("cid", item.cid);
  body.set("text", item.text);
  body.set("note", item.note);
  body.set("csrfmiddlewaretoken", token());
  const answer = await fetch(paths.messages, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(20_000),
  });
  const json = (answer.headers.get("Content-Type") ?? "").includes("json");
  return { status: answer.status, ok: answer.ok && json, said: json ? await answer.json() : {} };
}

export async function work() {
  clearTimeout(timer);
  const item = queue[0];
  if (busy || !item) return;
  busy = true;
  const slow = setTimeout(() => show(item, words("sending")), SLOW);
  let answer = null;
  try {
    answer = await post(item);
  } catch {
    // No network, or no answer in time: whether it arrived is unknown, so the same id goes again.
  }
  clearTimeout(slow);
  busy = false;
  settle(item, answer);
}

function settle(item, answer) {
  if (answer?.ok) {
    tries = 0;
    queue.shift();
    keep(item, answer.said);
    work();
  } else if (answer && answer.status >= 400 && answer.status < 500) {
    refuse(item, answer.said);
  } else {
    tries += 1;
    show(item, words("waiting"), true);
    offer(item);
    timer = setTimeout(work, Math.random() * Math.min(LONGEST, 1000 * 2 ** tries));
  }
}

function keep(item, said) {
  item.seq = said.seq;
  show(item, said.state === "held" ? words("held") : words("sent"), said.state === "held");
  say(words("sent"));
  if (said.help) offerHelp();
  if (item.event) finish(item, item.event);
  else sent.set(item.cid, item);
}

function refuse(item, said) {
  show(item, said.error ?? words("waiting"), true);
  if (said.more) offerWhy(item, said.more);
  offer(item);
  if (said.retry_after) {
    timer = setTimeout(work, said.retry_after * 1000 + 200);
    return;
  }
  queue.shift(); // the text stays on the page; only the person decides what becomes of it
  work();
}

/* Kept by the server, waiting for its own event in the stream. */
const sent = new Map();

function finish(item, event) {
  sent.delete(item.cid);
  if (event.kind !== "held") item.element.classList.remove("msg--wait");
  confirmOwn(item.element, event);
}

/* Is this event of the stream a message of this window? Then it is drawn already. */
export function claim(event) {
  const item = sent.get(event.cid) ?? queue.find((one) => one.cid === event.cid);
  if (!item) return false;
  if (sent.has(event.cid)) finish(item, event);
  else item.event = event; // the stream was faster than the answer
  return true;
}

export const isIdle = () => queue.length === 0;
