/* Whoever wants to know what the room's stream brings. */

const listeners = [];
export const heard = (listener) => listeners.push(listener);
export const announce = (events) => listeners.forEach((listener) => listener(events));
