/* Keeps the number beside "Notes" true while a page stays open. Without it the number is as old as the page. */

const EVERY = 60_000;
const marks = [...document.querySelectorAll('[data-count="notes"]')];
let timer;

function show(number) {
  for (const mark of marks) {
    mark.hidden = number === 0;
    mark.querySelector("bdi").textContent = String(number);
  }
}

async function look() {
  clearTimeout(timer);
  if (document.hidden) return; // a page nobody looks at asks nothing
  try {
    const answer = await fetch("/notes/count/", { headers: { Accept: "application/json" } });
    if (answer.status === 403) return; // signed out elsewhere: stop asking
    if (answer.ok) show((await answer.json()).count);
  } catch {
    // No network: the next look may succeed.
  }
  timer = setTimeout(look, EVERY);
}

if (marks.length) {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : look()));
  timer = setTimeout(look, EVERY);
}
