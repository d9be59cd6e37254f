/* The list of messages. It is only ever added to: a screen reader reads what is new and nothing again. */

import { offerAbout } from "./about.js";
import { isFollowing, log, oneMoreBelow, toEnd } from "./follow.js";
import { clock, hosts, markSharer, root, say, seat, token, words } from "./page.js";
import { cover, offerNote } from "./notes.js";
import { addSupport, count } from "./reactions.js";
import { paint } from "./shape.js";
import { toast } from "./toast.js";

const MANY = 5;
const GO_BACK_FOR = 120_000;
const article = (name) =>
  document.querySelector(`template[data-message="${name}"]`).content.firstElementChild.cloneNode(true);
export const lineOf = (seq) => log.querySelector(`[data-seq="${seq}"]`);

function stamp(element, moment) {
  element.dateTime = moment.toISOString();
  element.textContent = clock(moment);
}

function action(form, seq, verb) {
  form.action = `/r/${root.dataset.room}/messages/${seq}/${verb}/`;
  const hidden = document.createElement("input");
  Object.assign(hidden, { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
  form.append(hidden);
  form.hidden = false;
}

function drawOther(event) {
  const made = article("other");
  paint(made, event.seat);
  made.querySelector("bdi").textContent = event.name;
  made.querySelector(".tag").hidden = !hosts.has(event.seat);
  made.querySelector(".bub").textContent = event.text;
  stamp(made.querySelector("time"), new Date(event.at));
  const form = made.querySelector("form");
  if (form) action(form, event.seq, "hide");
  offerNote(made, `/r/${root.dataset.room}/messages/${event.seq}/`);
  addSupport(made, event.seq, false);
  cover(made, event.note);
  offerAbout(made);
  return made;
}

/* One's own message, before it has a number. */
export function drawOwn(text, note = "") {
  const made = article("own");
  made.querySelector(".bub").textContent = text;
  addSupport(made, 0, true);
  cover(made, note, true);
  stamp(made.querySelector("time"), new Date());
  place(made, true);
  return made;
}

export function confirmOwn(made, event) {
  made.dataset.seq = event.seq;
  made.dataset.seat = seat;
  markSharer(made);
  stamp(made.querySelector("time"), new Date(event.at));
  action(made.querySelector("form"), event.seq, "back");
  const waiting = log.querySelector(".msg:not([data-seq])");
  if (waiting) log.insertBefore(made, waiting); // numbers in order, what waits behind them
}

/* `follow`: the reader wrote it, or it is said to them alone. What somebody else said counts as new below. */
export function place(element, follow) {
  log.querySelector("[data-empty]")?.remove();
  const waiting = element.dataset.seq && log.querySelector(".msg:not([data-seq])");
  if (waiting) log.insertBefore(element, waiting);
  else log.append(element);
  if (follow || isFollowing()) toEnd();
  else if (element.matches(".msg")) oneMoreBelow();
}

export function greyLine(text, seq) {
  const line = document.createElement("p");
  line.className = "sys";
  line.dataset.seq = seq;
  line.textContent = text;
  return line;
}

function replace(seq, text, ownText) {
  const old = lineOf(seq);
  if (!old) return;
  old.replaceWith(greyLine(old.classList.contains("msg--me") ? ownText : text, seq));
}

function drawNew(event, made) {
  made.dataset.seq = event.seq;
  made.dataset.seat = event.seat;
  markSharer(made);
  place(made, false);
}

/* Draws one event that is not one's own waiting message. */
function draw(event) {
  if (event.kind === "message" && !lineOf(event.seq)) drawNew(event, event.seat === seat ? drawMine(event) : drawOther(event));
  else if (event.kind === "taken_back") replace(event.target, words("takenBack"), words("ownTakenBack"));
  else if (event.kind === "hidden") replace(event.target, words("removed"), words("removed"));
  else if (event.kind === "note") cover(lineOf(event.target), event.note);
  else if (event.kind === "reaction") count(lineOf(event.target), event.counts);
  else if (event.kind === "forgotten") forget(event.seat);
  else if (event.kind === "swept") sweep(event.target);
  else if (event.kind === "state") drawState(event);
}

/* Mine from another window, or from before a reload. */
function drawMine(event) {
  const made = article("own");
  made.querySelector(".bub").textContent = event.text;
  addSupport(made, event.seq, true);
  cover(made, event.note, true);
  confirmOwn(made, event);
  return made;
}

function forget(code) {
  for (const old of log.querySelectorAll(`[data-seat="${CSS.escape(code)}"]`)) {
    old.replaceWith(greyLine(words("takenBack"), old.dataset.seq));
  }
}

/* The window of these messages is over: they go without a trace, but for one line that says why. */
function sweep(last) {
  const over = [...log.querySelectorAll(".msg[data-seq]")].filter((each) => Number(each.dataset.seq) <= last);
  if (!over.length) return;
  if (over.some((each) => each.contains(document.activeElement))) log.focus();
  const said = log.querySelector("[data-swept]") ?? greyLine(words("swept"), "");
  said.dataset.swept = "";
  over[0].before(said);
  over.forEach((each) => each.remove());
}

function drawState(event) {
  if (event.state === "winding_down") {
    document.querySelector("[data-last-minutes]")?.remove();
    place(greyLine(words("windingDown"), event.seq), false);
  }
  if (event.state === "closed") location.reload(); // the page knows how a closed room looks
}

/* Many at once (back from the background) are announced as one sentence, not read one by one. */
export function drawAll(events) {
  const fresh = events.filter((event) => event.kind === "message" && event.seat !== seat);
  const many = fresh.length > MANY;
  if (many) {
    log.setAttribute("aria-live", "off");
    place(greyLine(words("since", { time: clock(new Date(fresh[0].at)) }), ""), false);
  }
  events.forEach(draw);
  if (many) {
    say(words("manyNew", { number: fresh.length }));
    setTimeout(() => log.removeAttribute("aria-live"), 1000);
  }
}

/* What everybody has read can be taken back for two minutes; the server decides, here is only the button. */
setInterval(() => {
  for (const form of log.querySelectorAll('.msg--me:not(.msg--wait) form[action$="/back/"]')) {
    const at = Date.parse(form.closest(".msg").querySelector("time").dateTime);
    if (Date.now() - at > GO_BACK_FOR) form.remove();
  }
}, 5000);

log.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-act]")) return;
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.setAttribute("aria-disabled", "true");
  const answer = await fetch(event.target.action, {
    method: "POST",
    body: new FormData(event.target),
    headers: { Accept: "application/json" },
  }).catch(() => null);
  if (answer?.ok) return; // the stream shows it
  button.removeAttribute("aria-disabled");
  toast((await answer?.json().catch(() => null))?.error ?? words("failed"));
});
