/* What hosts say and change, as everybody in the room sees it: private words, the words of an act,
   words that were kept back, how one may write now, and whether a host is here. */

import { greyLine, lineOf, place } from "./log.js";
import { clock, hosts, say, seat } from "./page.js";

const kept = document.querySelector("[data-words-host]");
const ways = document.querySelector("[data-ways]");
const word = (name) => kept?.getAttribute(`data-${name}`) ?? "";
const sentence = (event) => event.words || word(event.words_key);

function made(name, seq) {
  const element = document.querySelector(`template[data-told="${name}"]`).content.firstElementChild.cloneNode(true);
  element.dataset.seq = seq;
  return element;
}

const asking = (event, own) => word(own ? "own-asks" : "asks").replace("{name}", event.name);

function drawPrivate(event) {
  if (lineOf(event.seq)) return;
  const own = event.seat === seat;
  const article = made("private", event.seq);
  article.classList.toggle("msg--me", own);
  article.querySelector("bdi").textContent = own ? word("you") : event.name;
  article.querySelector(".bub").textContent = event.asks ? asking(event, own) : event.text;
  article.dataset.seat = event.seat;
  const to = article.querySelector("[data-to]");
  if (to && event.to_name) {
    to.textContent = to.dataset.to.replace("{name}", event.to_name);
    to.hidden = false;
  }
  const answer = article.querySelector(".msg__st");
  if (answer) answer.hidden = hosts.has(event.seat);
  const time = article.querySelector("time");
  time.dateTime = event.at;
  time.textContent = clock(new Date(event.at));
  place(article, false);
}

function drawSaid(event) {
  const line = made("act", event.seq);
  place(line, true);
  line.querySelector("[role=alert]").textContent = sentence(event); // an alert is read when its words come
}

function drawKept(event) {
  const state = lineOf(event.target).querySelector("[data-state]");
  if (state) state.textContent = word("kept-back");
  drawSaid(event);
}

/* Slow chat and "read first" stand in the line about the mode (turns.js). */
function showWays(event) {
  if (!ways) return;
  const said = [];
  if (event.calm) said.push(word("calm"));
  if (event.door_closed) said.push(word("door"));
  ways.hidden = said.length === 0;
  ways.querySelector("span").textContent = said.join(" ");
}

/* A held message that came through is drawn by its new number: the waiting one goes. */
function drawReleased(event) {
  const old = lineOf(event.released);
  if (old?.classList.contains("msg--me") || old?.classList.contains("sys")) old.remove();
}

export function tell(event) {
  if (event.kind === "private") drawPrivate(event);
  else if (event.kind === "kept_back" && lineOf(event.target)?.dataset.seat === seat) drawKept(event);
  else if (event.kind === "act" && event.seat === seat) drawSaid(event);
  else if (event.kind === "settings") showWays(event);
  else if (event.kind === "message" && event.released) drawReleased(event);
  else if (event.kind === "host" && word(event.state)) {
    place(greyLine(word(event.state), event.seq), false);
    say(word(event.state));
  }
}
