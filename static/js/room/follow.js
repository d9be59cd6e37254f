/* Whoever reads at the end of the list stays there: when lines come or grow, when the frame around the list
   changes, and when the list was out of sight behind another tab. Whoever has scrolled up is left alone and
   told how much is new below. */

import { words } from "./page.js";

export const log = document.querySelector("[data-log]");
const below = document.querySelector("[data-below]");
const NEAR = 120; // pixels from the end that still count as reading along
let following = true;
let unseen = 0;
let height = log.clientHeight;
let kept = 0;

const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
export const isFollowing = () => following;

function show(number) {
  unseen = number;
  below.hidden = unseen === 0;
  below.textContent = words("below", { number: unseen });
}

export function toEnd() {
  following = true;
  log.scrollTop = log.scrollHeight;
  show(0);
}

export const oneMoreBelow = () => show(unseen + 1);

/* A list without a height is out of sight: where it stood is kept until it is seen again. */
function settle() {
  const wasAway = height === 0;
  height = log.clientHeight;
  if (!height) return;
  if (following) toEnd();
  else if (wasAway) log.scrollTop = kept;
}

/* A frame that changes scrolls, too: only what the reader does says where they want to be. */
function look() {
  if (!log.clientHeight || log.clientHeight !== height) return;
  following = atEnd();
  kept = log.scrollTop;
  if (following) show(0);
}

log.addEventListener("scroll", look, { passive: true });
below.addEventListener("click", toEnd);
new ResizeObserver(settle).observe(log);
new MutationObserver(settle).observe(log, { childList: true, subtree: true, characterData: true, attributeFilter: ["hidden", "class"] });
toEnd();
