/* A private word to the hosts, sent without leaving the room. */

import { offerHelp } from "./help.js";
import { toast } from "./toast.js";

for (const form of document.querySelectorAll("[data-quiet]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
    const answer = await fetch(form.action, sent).catch(() => null);
    const words = document.querySelector("[data-words-host]").dataset;
    const told = (await answer?.json().catch(() => null)) ?? {};
    if (answer?.ok) {
      form.reset();
      form.closest("details")?.removeAttribute("open");
    }
    toast(answer?.ok ? words.sent : (told.error ?? words.failed));
    if (told.help) offerHelp();
    else if (answer?.ok) form.closest("dialog")?.close();
  });
}

/* On a phone there is no pane for it: the same form stands in Help. */
document.querySelector("[data-word-open]")?.addEventListener("click", () => {
  const help = document.querySelector("[data-help-dialog]");
  const door = help.querySelector("[data-quiet]").closest("details");
  help.showModal();
  door.open = true;
  door.querySelector("textarea").focus();
});
