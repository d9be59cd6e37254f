/* The shape of a seat, as common/avatars.py decides it: FNV-1a of the code. */

const DRAWINGS = "sprout sun leaf bird kite river hill star lamp boat moon flower".split(" ");

export function shape(code) {
  let number = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(code)) number = Math.imul(number ^ byte, 0x01000193) >>> 0;
  return { drawing: DRAWINGS[number % 12], colour: "abcdef"[Math.floor(number / 12) % 6] };
}

/* Draws the shape of a code into an avatar that stands in the page. */
export function paint(place, code) {
  const avatar = place.querySelector(".avatar");
  const { drawing, colour } = shape(code);
  avatar.className = `avatar av-${colour}`;
  avatar.querySelector("use").setAttribute("href", `${document.body.dataset.sprite}#i-${drawing}`);
}
