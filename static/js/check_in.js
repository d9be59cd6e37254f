// A hard answer brings up the way to help at once; without scripts it comes after saving.

const form = document.querySelector("[data-check-in]");
const help = form?.querySelector("[data-hard-help]");

function look() {
  help.hidden = form.querySelector("input[data-hard]:checked") === null;
}

if (help) {
  form.addEventListener("change", look);
  look();
}
