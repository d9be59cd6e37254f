/* Keeps a draft by its own form while somebody types; without scripts the button does the same. */

const PAUSE = 2500;
const AGAIN = 15000;
const form = document.querySelector("[data-autosave]");
const line = form?.querySelector("[data-saved]");
let timer = 0;
let kept = form ? words() : "";

function words() {
  return [...form.querySelectorAll("textarea")].map((box) => box.value).join("\u0000");
}

async function save() {
  const now = words();
  if (now === kept) return;
  const body = new FormData(form);
  body.set("do", "save");
  const asked = { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" };
  const answer = await fetch(form.action, asked).catch(() => null);
  const said = answer?.ok ? await answer.json().catch(() => null) : null;
  line.textContent = said ? line.dataset.yes : line.dataset.no;
  if (!said) return wait(AGAIN);
  kept = now;
  const hint = document.querySelector("[data-help-hint]");
  if (said.help && hint) hint.hidden = false;
  return undefined;
}

function wait(time) {
  clearTimeout(timer);
  timer = setTimeout(save, time);
}

if (form) {
  form.addEventListener("input", () => wait(PAUSE));
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => document.hidden && save());
}
