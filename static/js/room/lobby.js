/* The waiting room asks by HTTP, and loads the page when something changed: let in, moved up, a word.
   What somebody is writing is not lost: the page waits until it is sent. Without scripts the page refreshes. */

const page = document.querySelector("[data-lobby]");
const EVERY = 5000;

const writing = () => [...document.querySelectorAll("textarea")].some((field) => field.value);

async function look() {
  if (document.hidden) return;
  const answer = await fetch(page.dataset.lobby, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  const told = answer.ok ? await answer.json() : { state: "gone" };
  const same =
    told.state === page.dataset.state && `${told.place}` === page.dataset.place && `${told.said}` === page.dataset.said;
  const inside = told.state === "in" || told.state === "gone";
  if (inside || (!same && !writing())) location.reload();
}

setInterval(look, EVERY);
document.addEventListener("visibilitychange", look);
