/* Reading on: a socket that pushes, and asking by number wherever it may have missed something.
   The server is the truth; whatever is lost on the way is asked for again from the last number. */

import { paths, root } from "./page.js";

const LONGEST = 15_000;
const QUIET = 30_000; // a socket that says nothing for so long is asked by HTTP
const SIGNED_OUT = 4401;
const NO_SEAT = 4403;
const banner = document.querySelector("[data-banner]");
const liteLink = document.querySelector("[data-lite-link]");

export function connect(deliver) {
  let last = Number(root.dataset.last);
  let socket = null;
  let failures = 0;
  let opened = false;
  let heard = Date.now();
  let lostAt = null;
  let filling = null;
  let ended = false;
  let retry;

  // --- What arrives ---------------------------------------------------------------------------

  function take(events) {
    const fresh = [];
    for (const event of events) {
      if (event.seq <= last) continue;
      if (event.seq !== last + 1) break; // a hole: the rest is asked for
      last = event.seq;
      fresh.push(event);
    }
    if (fresh.length) deliver(fresh);
    return events.length === 0 || events.at(-1).seq <= last;
  }

  async function fill() {
    filling ??= fillAll().finally(() => (filling = null));
    return filling;
  }

  async function fillAll() {
    for (let more = true; more; ) {
      const answer = await fetch(`${paths.messages}?after=${last}`, { headers: { Accept: "application/json" } });
      if (answer.status >= 400 && answer.status < 500) return end();
      if (!answer.ok) throw new Error(String(answer.status));
      const page = await answer.json();
      take(page.events);
      more = page.more;
    }
    alive();
  }

  function end() {
    ended = true;
    location.reload(); // signed out, or no seat any more: the page says which
  }

  // --- The socket -----------------------------------------------------------------------------

  function open() {
    clearTimeout(retry);
    if (ended || socket || document.hidden) return;
    opened = false;
    socket = new WebSocket(`${paths.socket}?after=${last}`);
    socket.onopen = () => {
      opened = true;
      failures = 0;
      alive();
    };
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      heard = Date.now();
      if (event.kind !== "error" && !take([event])) fill().catch(lost);
    };
    socket.onclose = ({ code }) => {
      socket = null;
      if (code === SIGNED_OUT || code === NO_SEAT) return end();
      if (!opened) failures += 1;
      lost();
      again();
    };
  }

  function again() {
    clearTimeout(retry);
    const wait = Math.random() * Math.min(LONGEST, 1000 * 2 ** Math.min(failures + 1, 5));
    retry = setTimeout(() => {
      // Some networks block sockets: after three that never opened, ask by HTTP between the tries.
      if (failures >= 3) fill().catch(lost);
      open();
    }, failures >= 3 ? 5000 : wait);
  }

  // --- What the person sees of it -------------------------------------------------------------

  function alive() {
    heard = Date.now();
    lostAt = null;
    banner.hidden = true;
  }

  function lost() {
    lostAt ??= Date.now();
  }

  setInterval(() => {
    if (document.hidden || ended) return;
    if (lostAt && Date.now() - lostAt > 3000) banner.hidden = false;
    if (lostAt && Date.now() - lostAt > 120_000) liteLink.hidden = false;
    if (Date.now() - heard > QUIET) {
      heard = Date.now();
      fill().catch(lost);
    }
  }, 1000);

  for (const name of ["online", "visibilitychange"]) {
    (name === "online" ? window : document).addEventListener(name, () => {
      if (document.hidden) return;
      fill().catch(lost);
      open();
    });
  }
  open();
  return { fill };
}
