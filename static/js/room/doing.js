/* Buttons of the room's two forms, without leaving the page: the stream shows what came of it. */

import { say, words } from "./page.js";

const FORMS = ["room-do", "support"];

export async function press(button) {
  if (button.getAttribute("aria-disabled") === "true") return null;
  const form = document.getElementById(button.getAttribute("form"));
  const body = new FormData(form);
  if (button.name) body.set(button.name, button.value);
  button.setAttribute("aria-disabled", "true");
  const answer = await fetch(button.getAttribute("formaction") ?? form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  }).catch(() => null);
  button.removeAttribute("aria-disabled");
  const json = (answer?.headers.get("Content-Type") ?? "").includes("json");
  const said = json ? await answer.json() : {};
  if (!answer?.ok) say(said.error ?? words("failed"));
  return answer?.ok ? said : null;
}

/* `then(button, said)` hears of every press that worked. */
export function listen(then) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[form]");
    if (!button || !FORMS.includes(button.getAttribute("form"))) return;
    event.preventDefault();
    const said = await press(button);
    button.closest("details.more")?.removeAttribute("open");
    if (said) then(button, said);
  });
}
