/* A private word to the hosts, sent without leaving the room. */

import { offerHelp } from "./help.js";
import { allow, isEmpty, refuse } from "./refused.js";
import { toast } from "./toast.js";

for (const form of document.querySelectorAll("[data-quiet]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isEmpty(form)) return undefined;
    const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
    const answer = await fetch(form.action, sent).catch(() => null);
    const words = document.querySelector("[data-words-host]").dataset;
    const told = (await answer?.json().catch(() => null)) ?? {};
    if (!answer?.ok) return refuse(form, told.error ?? words.failed);
    allow(form);
    toast(words.sent);
    form.reset();
    form.closest("details")?.removeAttribute("open");
    if (told.help) offerHelp();
    else form.closest("dialog")?.close();
    return undefined;
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
