/* Words that were a hint open Help by themselves, with "Talk to a host now" first. And that tap itself. */

import { say } from "./page.js";

const dialog = document.querySelector("[data-help-dialog]");
const hint = dialog?.querySelector("[data-help-hint]");
const AGAIN = 5 * 60_000; // whoever goes on writing is not covered by it at every line
let offered = -Infinity;

export function offerHelp() {
  if (!hint || !dialog.showModal || Date.now() - offered < AGAIN) return;
  offered = Date.now();
  hint.hidden = false;
  if (dialog.open) hint.scrollIntoView({ block: "nearest" });
  else dialog.showModal();
}

dialog?.addEventListener("close", () => {
  if (hint) hint.hidden = true;
});

for (const form of document.querySelectorAll("[data-ask-host]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[data-asked]");
    const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
    const answer = await fetch(form.action, sent).catch(() => null);
    const failed = document.querySelector("[data-words-host]").dataset.failed;
    const json = answer?.ok ? null : await answer?.json().catch(() => null);
    said.textContent = answer?.ok ? said.dataset.asked : (json?.error ?? failed);
    say(said.textContent);
    if (answer?.ok) setTimeout(() => dialog.open && dialog.close(), 1500); // what they answer stands behind it
  });
}
