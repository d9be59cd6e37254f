/* Reads new messages aloud, only when chosen in Me, and only with a voice of this device: what some
   browsers call a voice is another company's computer, and words of a meeting are not sent there. */

import { heard } from "./heard.js";
import { hosts, isSharing, root, seat, words } from "./page.js";

const wanted = root.dataset.aloud ?? "";
const line = document.querySelector("[data-aloud-line]");
const speech = window.speechSynthesis;
let on = Boolean(wanted) && Boolean(line);

const ownVoices = () => (speech?.getVoices() ?? []).filter((voice) => voice.localService);

function voice() {
  const language = document.documentElement.lang;
  const all = ownVoices();
  return all.find((one) => one.lang.toLowerCase().startsWith(language)) ?? all.find((one) => one.default) ?? all[0];
}

function say(text) {
  const chosen = voice();
  if (!chosen) return;
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.voice = chosen;
  spoken.lang = chosen.lang;
  speech.speak(spoken);
}

function stop() {
  on = false;
  speech?.cancel();
  line.hidden = true;
}

const asked = (event) => wanted === "all" || hosts.has(event.seat) || isSharing(event.seat);

/* Words behind a note are not read out by surprise. */
function toSay({ name, text, note }) {
  const shown = !note || "notesOpen" in root.dataset;
  return `${name}. ${shown ? text : words(`note${note[0].toUpperCase()}${note.slice(1)}`)}`;
}

heard((events) => {
  if (!on || document.hidden) return;
  for (const event of events) {
    if (event.kind === "message" && event.seat !== seat && asked(event)) say(toSay(event));
  }
});

/* The list of voices may come late; until there is one of the device's own, the line says so. */
function tell() {
  line.hidden = false;
  line.querySelector("[data-aloud-said]").textContent = words(ownVoices().length ? "aloud" : "noVoice");
}

if (on) {
  tell();
  speech?.addEventListener?.("voiceschanged", () => on && tell());
  line.querySelector("[data-quiet-now]").addEventListener("click", stop);
  addEventListener("pagehide", () => speech?.cancel());
  document.addEventListener("visibilitychange", () => document.hidden && speech?.cancel());
}
