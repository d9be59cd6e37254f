/* Waiting at the door: the first event of the room (it opened) brings the page in. Without scripts the page refreshes. */

const page = document.querySelector("[data-room]");
const path = `/r/${page.dataset.room}/messages/?after=${page.dataset.last}`;
const OVER = [4401, 4403, 4410]; // signed out, no seat any more, room gone: the page says which
let socket;

function listen() {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  socket = new WebSocket(`${scheme}://${location.host}/ws/r/${page.dataset.room}/?after=${page.dataset.last}`);
  socket.onmessage = ({ data }) => {
    if (JSON.parse(data).kind !== "here") location.reload(); // how many wait is no news
  };
  socket.onclose = ({ code }) => {
    if (OVER.includes(code)) location.reload();
    else setTimeout(listen, 2000 + Math.random() * 8000);
  };
}

async function look() {
  const answer = await fetch(path, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  if (!answer.ok || (await answer.json()).events.length) location.reload();
}

listen();
setInterval(() => document.hidden || look(), 20_000);
