/* What the page tells its scripts: who I am, where to ask, and every word that may be shown. */

export const root = document.querySelector("[data-room]");
export const code = root.dataset.room;
export const seat = root.dataset.seat;
export const hosts = new Set((root.dataset.hosts ?? "").split(" "));
export const paths = {
  messages: `/r/${code}/messages/`,
  socket: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/r/${code}/`,
};
export const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

const kept = Object.assign({}, ...[...document.querySelectorAll("div[data-words]")].map((part) => part.dataset));

export function words(name, values = {}) {
  return (kept[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

// The part of the day is a word; where each begins is the page's language's business (common/times.py).
const STARTS = { ur: [4, 12, 16, 20] };

export function clock(moment) {
  const zone = root.dataset.zone || "UTC";
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone })
    .formatToParts(moment)
    .reduce((found, part) => ({ ...found, [part.type]: part.value }), {});
  const hour = Number(parts.hour) % 24;
  const [morning, afternoon, evening, night] = STARTS[document.documentElement.lang] ?? [4, 12, 17, 21];
  const part =
    hour < morning || hour >= night ? "night" : hour < afternoon ? "morning" : hour < evening ? "afternoon" : "evening";
  return `${words(part)} ${hour % 12 || 12}:${parts.minute}`;
}

/* How many are here, in the words of the page. */
export function tellHere({ count }) {
  const place = document.querySelector("[data-here]");
  const one = new Intl.PluralRules(document.documentElement.lang).select(count) === "one";
  if (place) place.textContent = words(one ? "hereOne" : "hereMany", { number: count });
}

const status = document.querySelector("[data-status]");
export function say(text) {
  if (status) status.textContent = text;
}

/* What may not wait: "it is your turn". A screen reader says it at once; the focus stays where it is. */
export function alertNow(text) {
  const place = document.querySelector("[data-alert]");
  if (place) place.textContent = text;
}

let sharer = "";
let since = Number(root.dataset.last); // what was written before is marked by the page
export const isSharing = (code) => Boolean(sharer) && code === sharer;

/* `from`: the number with which the turn began. */
export function shareWith(code, from = since) {
  since = from;
  if (code === sharer) return;
  sharer = code;
  for (const made of document.querySelectorAll(".log .msg[data-seat]")) {
    if (isSharing(made.dataset.seat)) markSharer(made);
    else made.querySelector("[data-sharing-tag]")?.remove();
  }
}

/* "Sharing now" beside the name, on what is said in this turn and for as long as it goes on. */
export function markSharer(made) {
  const { seat: code, seq } = made.dataset;
  if (!isSharing(code) || Number(seq) <= since || made.querySelector("[data-sharing-tag]")) return;
  const fresh = document.querySelector("template[data-sharing-now]").content.firstElementChild.cloneNode(true);
  made.querySelector(".msg__h time")?.before(fresh);
}

export const setMode = (mode) => (root.dataset.mode = mode);

/* Until when one rests from writing, in milliseconds; 0 when one does not. */
export function restsUntil() {
  const until = Date.parse(root.dataset.rests ?? "");
  return until > Date.now() ? until : 0;
}

/* As far as modes and turns decide it; the server decides. */
export function mayWrite() {
  if (restsUntil()) return false;
  const mode = root.dataset.mode;
  return hosts.has(seat) || mode === "open_talk" || (mode === "taking_turns" && sharer === seat);
}
