/* The live room: what is read goes to the log, what is written to the outbox. */

import { compose } from "./composer.js";
import { connect } from "./connection.js";
import { listen } from "./doing.js";
import { announce } from "./heard.js";
import { drawAll } from "./log.js";
import { claim, send, work } from "./outbox.js";
import { root, tellHere } from "./page.js";
import { takeStep } from "./plan.js";
import "./quiet.js";
import { turnOver } from "./reactions.js";
import "./roving.js";
import "./sheet.js";
import { tell } from "./told.js";
import { takeQueue, takeRests, takeSettings, takeTurn } from "./turns.js";

const WRITTEN = new Set(["message", "held"]);
const takers = { turn: takeTurn, queue: takeQueue, step: takeStep, settings: takeSettings, rests: takeRests };

connect((events) => {
  drawAll(events.filter((event) => !WRITTEN.has(event.kind) || !claim(event)));
  for (const event of events) {
    takers[event.kind]?.(event);
    tell(event);
  }
  announce(events);
}, tellHere);
listen((button) => button.getAttribute("form") === "support" && turnOver(button));
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
