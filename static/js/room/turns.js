/* Whose turn it is, who waits, and what one may do meanwhile. The rows are the server's; here is only the picture. */

import { drawOwn, takeRest, wake } from "./mode.js";
import { alertNow, hosts, mayWrite, restsUntil, root, say, seat, setMode, shareWith, words } from "./page.js";
import { paint } from "./shape.js";

const MINUTE = 60;
const turnLength = () => Number(root.dataset.turn) * MINUTE;
const isHost = hosts.has(seat);
const strip = document.querySelector("[data-strip]");
const all = (selector) => [...document.querySelectorAll(selector)];
const skew = Date.parse(root.dataset.now) - Date.now();
const isolated = (name) => `\u2068${name}\u2069`; // a name of another script does not turn the sentence

let now = read();
let queue = null; // as the page shows it, until the first event
let spoken = "";

function read() {
  const kept = strip?.dataset;
  if (!kept?.sharer) return null;
  const left = Number(kept.left);
  const paused = "paused" in kept;
  return {
    seat: kept.sharer,
    name: kept.name,
    length: Number(kept.length),
    ends: paused ? null : Date.now() + left * 1000,
    left: paused ? left : null,
    lost: "lost" in kept,
  };
}

const secondsLeft = () =>
  now.ends === null ? now.left : Math.max(0, Math.round((now.ends - Date.now()) / 1000));

// --- What the stream tells ------------------------------------------------------------------------

export function takeTurn(event) {
  const before = now;
  if (event.state === "ended") now = null;
  else {
    const ends = event.ends_at ? Date.parse(event.ends_at) - skew : null;
    const begun = event.state === "began" ? (Date.parse(event.ends_at) - Date.parse(event.at)) / 1000 : null;
    const longer = event.state === "more" ? 2 * MINUTE : 0;
    now = {
      seat: event.seat,
      name: event.name,
      length: begun ?? (before?.length ?? turnLength()) + longer,
      ends,
      left: event.left,
      lost: event.state === "lost",
    };
  }
  if (event.state === "began") spoken = "";
  draw(event.state === "began" ? event.seq : undefined);
  announce(event, before);
}

export function takeQueue(event) {
  queue = event.queue;
  drawQueue();
  drawHostButtons();
  drawDock();
}

export function takeSettings(event) {
  setMode(event.mode);
  root.dataset.slow = event.slow ?? 0;
  root.dataset.turn = event.turn ?? root.dataset.turn;
  root.toggleAttribute("data-reads-first", Boolean(event.reads_first));
  draw();
}

export const takeRests = (event) => takeRest(event, drawDock);

function announce(event, before) {
  const own = event.seat === seat;
  if (event.state === "began" && own) {
    const field = document.querySelector("[data-composer] textarea");
    alertNow(words(field?.value.trim() ? "myDraft" : "myTurnNow"));
  } else if (event.state === "began") say(words("sharing", { name: isolated(event.name) }));
  else if (event.state === "lost" && !own) say(words("lostWho", { name: isolated(event.name) }));
  else if (event.state === "ended" && before) say(words("nobody"));
}

// --- The picture ----------------------------------------------------------------------------------

function draw(from) {
  const taking = root.dataset.mode === "taking_turns";
  shareWith(taking && now ? now.seat : "", from);
  if (strip) strip.hidden = !taking || !now;
  for (const card of all("section[data-turns]")) card.hidden = !taking;
  for (const form of all("form[data-no-turns]")) form.hidden = taking;
  for (const line of all("p[data-sharing]")) line.hidden = !now;
  for (const line of all("p[data-nobody]")) line.hidden = Boolean(now);
  drawHostButtons();
  if (now) drawSharer();
  drawDock();
  tick();
}

function drawSharer() {
  const own = now.seat === seat;
  for (const place of all("[data-strip] [data-shape], p[data-sharing] [data-shape]")) paint(place, now.seat);
  for (const name of all("p[data-sharing] bdi")) name.textContent = now.name;
  const who = strip?.querySelector("[data-who]");
  if (who) who.textContent = own ? words("myTurn") : words("sharing", { name: isolated(now.name) });
}

function drawHostButtons() {
  const waiting = queue ? queue.length > 0 : Boolean(document.querySelector("ol[data-queue] li"));
  const shown = { sharing: Boolean(now), running: now?.ends != null, paused: Boolean(now) && now.ends === null };
  shown.next = !now && waiting;
  for (const each of all("[data-host-turn] [data-when]")) each.hidden = !shown[each.dataset.when];
}

function drawQueue() {
  const template = document.querySelector("template[data-queue-item]");
  for (const list of all("ol[data-queue]")) {
    list.replaceChildren(...queue.map((one, index) => drawWaiting(template, one, index + 1)));
  }
  for (const line of all("p[data-no-queue]")) line.hidden = queue.length > 0;
  for (const count of all('[data-part="hands"] [data-count]')) count.textContent = queue.length;
}

function drawWaiting(template, one, place) {
  const item = template.content.firstElementChild.cloneNode(true);
  const own = one.seat === seat;
  item.classList.toggle("q__me", own);
  item.querySelector(".num").textContent = place;
  paint(item.querySelector("[data-shape]"), one.seat);
  item.querySelector("bdi").textContent = own ? words("you") : one.name;
  const first = item.querySelector("[data-first]");
  if (first) first.hidden = !one.first;
  for (const button of item.querySelectorAll("button")) button.value = one.seat;
  const more = item.querySelector("summary .vh");
  if (more) more.textContent = words("moreFor", { name: one.name });
  return item;
}

/* The queue as the page came with it holds no seats: one's own place is all that is needed of it. */
function ownPlace() {
  if (queue) return queue.findIndex((one) => one.seat === seat) + 1;
  return Number(document.querySelector("[data-dock-turns]")?.dataset.at ?? 0);
}

function drawDock() {
  const dock = document.querySelector("[data-dock-turns]");
  if (!dock) return;
  const taking = root.dataset.mode === "taking_turns";
  const mine = taking && now?.seat === seat;
  const place = ownPlace();
  dock.hidden = !taking;
  dock.querySelector("[data-own-turn]").hidden = !mine;
  dock.querySelector("button[data-lower]").hidden = !place;
  if (queue || mine) drawPlace(dock.querySelector("p[data-place]"), mine, place);
  drawHand(taking && !mine && !restsUntil(), place);
  drawOwn(place, mine);
  drawComposer();
}

function drawPlace(line, mine, place) {
  const wait = Math.ceil(((now ? secondsLeft() : 0) + (place - 1) * turnLength()) / MINUTE);
  const about = place && wait > 0 ? words(wait === 1 ? "aboutOne" : "about", { number: wait }) : "";
  const said = mine ? words("myTurn") : place ? words(place === 1 ? "next" : "place", { number: place }) : "";
  line.textContent = [said, about].filter(Boolean).join(" ");
}

function drawHand(shown, place) {
  const hand = document.querySelector("button[data-hand]");
  hand.hidden = !shown;
  hand.setAttribute("aria-pressed", String(place > 0));
  hand.setAttribute("formaction", place ? hand.dataset.dropHand : hand.dataset.raise);
}

function drawComposer() {
  const form = document.querySelector("[data-composer]");
  const open = mayWrite();
  const button = form.querySelector("button[data-send]");
  if (open) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
  button.setAttribute("aria-label", words(open ? "send" : restsUntil() ? "sendRested" : "sendLater"));
  const label = words(open ? "write" : "writeAhead");
  form.querySelector("[data-write-label]").textContent = label;
  form.querySelector("textarea").placeholder = label;
}

// --- The clock: it stands in the page, is spoken twice, and ends nothing -----------------------------

function tick() {
  if (!now) return;
  const left = secondsLeft();
  const shown = `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`;
  for (const clock of all("[data-strip] [data-clock], p[data-sharing] [data-clock]")) clock.textContent = shown;
  const used = strip?.querySelector("progress");
  if (used) {
    used.max = now.length;
    used.value = Math.max(0, now.length - left);
  }
  const how = strip?.querySelector("[data-how]");
  if (how) how.textContent = words(state(left));
  speak(left);
}

function state(left) {
  if (now.lost) return "lost";
  if (now.ends === null) return "paused";
  if (left === 0) return "over";
  return now.seat === seat ? "ready" : "listen";
}

function speak(left) {
  const said = left === 0 ? "over" : left <= MINUTE ? "oneMinute" : "";
  const mine = now.seat === seat || isHost;
  if (mine && said && said !== spoken && now.ends !== null && root.dataset.mode === "taking_turns") say(words(said));
  spoken = said;
}

setInterval(tick, 1000);
draw();
wake(drawDock);

// --- Keys -----------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const raise = root.dataset.handKey; // chosen in Me; empty: none
  if (raise && event.altKey && event.shiftKey && event.code === `Key${raise}`) return key(event, "button[data-hand]:not([hidden])");
  if (event.ctrlKey && event.shiftKey && event.code === "Period") key(event, "[data-host-turn] button[data-next]");
});

function key(event, selector) {
  const button = document.querySelector(selector);
  if (!button) return;
  event.preventDefault();
  button.click();
}
