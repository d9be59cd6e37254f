/* The live room: what is read goes to the log, what is written to the outbox. */

import { compose } from "./composer.js";
import { connect } from "./connection.js";
import { announce } from "./heard.js";
import { drawAll } from "./log.js";
import { claim, send, work } from "./outbox.js";
import { root } from "./page.js";
import "./quiet.js";
import { tell } from "./told.js";

const WRITTEN = new Set(["message", "held"]);

connect((events) => {
  drawAll(events.filter((event) => !WRITTEN.has(event.kind) || !claim(event)));
  events.forEach(tell);
  announce(events);
});
compose(send);
addEventListener("online", work);

const field = document.querySelector("[data-composer] textarea");
addEventListener("beforeunload", (event) => {
  if (document.querySelector(".msg--wait:not([data-seq])")) event.preventDefault();
});
if (root.dataset.state === "closed") {
  try {
    sessionStorage.removeItem(`draft:${root.dataset.room}`);
  } catch {
    // Forbidden storage holds no draft.
  }
} else if (!field) {
  document.querySelector("h1").focus();
}
