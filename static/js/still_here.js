/* On a shared device the session ends after quiet minutes. Touching the page keeps it; before the end a
   note asks; after it the page leaves, so that the next person sees nothing. The server decides by its
   own clock either way. */

const body = document.body;
const idle = Number(body.dataset.sharedIdle) * 1000;
const note = document.querySelector("[data-still-here]");
const PING = 60_000;
const WARN = 120_000;
let touched = Date.now();
let told = Date.now();

const post = (path) => {
  const token = note?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  return fetch(path, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => {});
};

function touch() {
  touched = Date.now();
  if (note) note.hidden = true;
  if (touched - told > PING) {
    told = touched;
    post("/me/here/");
  }
}

async function leave() {
  clearInterval(watch);
  body.hidden = true; // what was on the screen goes first, even on a slow network
  await post("/out/");
  location.replace(`/in/?next=${encodeURIComponent(location.pathname)}`);
}

function look() {
  const quiet = Date.now() - touched;
  if (quiet >= idle) leave();
  else if (note && idle - quiet <= WARN) note.hidden = false;
}

let watch;
if (idle) {
  for (const kind of ["pointerdown", "keydown", "scroll", "touchstart"]) {
    addEventListener(kind, touch, { passive: true, capture: true });
  }
  addEventListener("visibilitychange", look);
  watch = setInterval(look, 5000);
}
