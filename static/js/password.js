/* A button beside each password field that shows what was typed. Without it the field works as ever. */

const words = document.querySelector("[data-show-words]")?.dataset ?? {};

function addButton(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--q btn--s";
  button.setAttribute("aria-controls", input.id);
  const draw = () => {
    const hidden = input.type === "password";
    button.textContent = hidden ? words.show : words.hide;
    button.setAttribute("aria-pressed", String(!hidden));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    draw();
  });
  // A shown password must not stay in the browser's form memory.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  draw();
  input.after(button);
}

if (words.show) document.querySelectorAll("input[data-password]").forEach(addButton);
