/* What was refused is said where the person looks: at the field of the form, or, without one, as a toast. */

import { toast } from "./toast.js";

let number = 0;

export function allow(form) {
  form.querySelector("[data-refused]")?.remove();
  const field = form.querySelector("[aria-invalid]");
  field?.removeAttribute("aria-invalid");
  field?.removeAttribute("aria-describedby");
}

/* Nothing was written: nothing is sent, and the field says so. */
export function isEmpty(form) {
  const field = form.querySelector("textarea[name=text]");
  if (!field || field.value.trim()) return false;
  refuse(form, document.querySelector("[data-words-host]").dataset.empty);
  return true;
}

export function refuse(form, text) {
  allow(form);
  const field = form.querySelector("textarea[name=text]");
  if (!field && !form.closest("dialog")) return toast(text); // a dialog would cover it
  const said = document.createElement("p");
  said.className = "field__e";
  said.id = `refused-${(number += 1)}`;
  said.dataset.refused = "";
  said.setAttribute("role", "alert");
  said.textContent = text;
  (field?.closest("label") ?? field ?? form.firstElementChild).before(said);
  field?.setAttribute("aria-invalid", "true");
  field?.setAttribute("aria-describedby", said.id);
  field?.focus();
  return undefined;
}
