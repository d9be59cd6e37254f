/* What every page does: leave quickly, open Help, close small menus, show form faults.
   Pages work without it: Exit and Help are links, the menu is a details element. */

const root = document.documentElement;

// --- Exit -------------------------------------------------------------------------------------

function cover(word) {
  const sheet = document.createElement("div");
  sheet.setAttribute("role", "alert");
  sheet.textContent = word;
  document.title = "\u200b";
  document.body.className = "";
  document.body.replaceChildren(sheet);
}

function leave(event) {
  event?.preventDefault();
  const target = document.body.dataset.exitTo;
  const word = document.querySelector("[data-exit-status]")?.dataset.loading ?? "";
  cover(word); // what was on the screen goes first, even on a slow network
  try {
    sessionStorage.clear();
  } catch {
    // Storage can be forbidden; leaving matters more.
  }
  navigator.sendBeacon?.("/exit/");
  location.replace(target); // Back does not return here
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-exit]")) leave(event);
});

// Shift three times, each within five seconds. Shift held to write a capital does not count.
let presses = 0;
let asModifier = false;
let timer;

function showPresses() {
  for (const button of document.querySelectorAll("a.exit")) {
    if (presses) button.dataset.presses = presses;
    else delete button.dataset.presses;
  }
  const status = document.querySelector("[data-exit-status]");
  if (status) status.textContent = presses ? status.dataset[`more-${3 - presses}`] ?? "" : "";
}

function count(number) {
  presses = number;
  clearTimeout(timer);
  if (presses) timer = setTimeout(count, 5000, 0);
  showPresses();
  if (presses >= 3) leave();
}

function onKeyUp(event) {
  const alone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (alone && !asModifier) count(presses + 1);
  else if (presses) count(0);
  asModifier = event.shiftKey;
}

if (root.dataset.exitKeys !== "off") document.addEventListener("keyup", onKeyUp, true);

// A signed-in page must not come back from the browser's memory.
addEventListener("pagehide", () => {
  if ("private" in document.body.dataset) cover("");
});
addEventListener("pageshow", (event) => {
  if (event.persisted && !document.getElementById("main")) location.reload();
});

// --- Help -------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-help]");
  const dialog = document.querySelector("[data-help-dialog]");
  if (!opener || !dialog?.showModal || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.showModal();
});

document.addEventListener("click", (event) => {
  if (event.target.matches?.("dialog.sheet")) event.target.close(); // a tap beside the sheet
});

// --- Small menus ------------------------------------------------------------------------------

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-closes][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest?.("details[data-closes][open]");
  closeMenus(null);
  open?.querySelector("summary").focus();
});

// --- The clock of this phone, where the page shows another -------------------------------------

const offer = document.querySelector("[data-zone-offer]");
if (offer) {
  const mine = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = new Date();
  const clock = (timeZone) => now.toLocaleString("en-GB", { timeZone });
  if (mine && clock(mine) !== clock(offer.dataset.zoneOffer)) {
    const address = new URL(location.href);
    address.searchParams.set("tz", mine);
    offer.href = address.pathname + address.search;
    offer.hidden = false;
  }
}

// --- Forms ------------------------------------------------------------------------------------

document.querySelector("[data-problems]")?.focus();
