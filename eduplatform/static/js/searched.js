// What was searched on this phone, for whoever's turn it was; it goes out when there is a line, also days later.
import { whoseTurn } from "./people.js";

const NAME = "searched", MOST = 20;

function read() {
  try { return JSON.parse(localStorage.getItem(NAME)) || []; } catch { return []; }
}

function write(items) {
  try {
    if (items.length) localStorage.setItem(NAME, JSON.stringify(items.slice(-MOST)));
    else localStorage.removeItem(NAME);
  } catch { /* no room: nothing is lost that matters */ }
}

// The page of a search, be it that it could not be fetched: then the page for no line stands at its address.
export async function noteSearch() {
  const words = location.pathname === "/search" && new URLSearchParams(location.search).get("q");
  const turn = words && words.trim() && (await whoseTurn());
  if (turn) write([...read(), { words: words.trim().slice(0, 80), person: turn.person, at: new Date().toISOString() }]);
}

export async function sendSearches() {
  const items = read(), [, token = ""] = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie) || [];
  if (!items.length) return;
  const reply = await fetch("/api/v1/searches", {
    method: "POST", keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ version: 1, items }),
  }).catch(() => null);
  if (reply && reply.ok) write(read().slice(items.length));
}
