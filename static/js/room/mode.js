/* How one may write now, in one sentence above the composer: for this person at this moment. */

import { clock, restsUntil, root, say, words } from "./page.js";

const HALF_A_DAY = 12 * 60 * 60_000;
const LONGEST = 2 ** 31 - 1; // of a timer
const own = { place: 0, mine: false };
let timer;

const camel = (mode) => mode.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");

function day(moment) {
  const zone = root.dataset.zone || "UTC";
  return new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", timeZone: zone }).format(moment);
}

function rest(until) {
  const long = until - Date.now() > HALF_A_DAY;
  const moment = new Date(until);
  const said = words(long ? "restsLong" : "rests", { time: long ? day(moment) : clock(moment) });
  return `${said} ${words("restsRead")}`;
}

function now() {
  const { mode, slow } = root.dataset;
  const turn = mode === "taking_turns" && (own.mine || own.place > 0);
  const said = [words(turn ? "modeMyTurn" : `mode${camel(mode)}`)];
  if (Number(slow)) said.push(words("slow", { number: slow }));
  if ("readsFirst" in root.dataset) said.push(words("readsFirst"));
  return said.join(" ");
}

/* A limit that staff set has a page that says why, with the way to another look. */
function why() {
  const link = document.createElement("a");
  link.href = root.dataset.limits;
  link.textContent = words("why");
  return link;
}

export function drawMode() {
  const until = restsUntil();
  const said = until ? rest(until) : now();
  for (const line of document.querySelectorAll("[data-mode-line]")) {
    const more = until && "restsLimit" in root.dataset;
    if (line.textContent.trim() !== [said, more && words("why")].filter(Boolean).join(" ")) line.replaceChildren(said, ...(more ? [" ", why()] : []));
  }
}

export function drawOwn(place, mine) {
  Object.assign(own, { place, mine });
  drawMode();
}

/* `then()` when the rest began or is over. */
export function takeRest({ until, limit }, then) {
  root.dataset.rests = until ?? "";
  root.toggleAttribute("data-rests-limit", Boolean(limit));
  drawMode();
  then();
  wake(then);
}

/* When it is over, the page says so by itself. */
export function wake(then) {
  clearTimeout(timer);
  const left = restsUntil() - Date.now();
  if (left <= 0 || left > LONGEST) return;
  timer = setTimeout(() => {
    drawMode();
    then();
    say(words("restsOver"));
  }, left + 200);
}
