// Records of learning wait here, on the phone, until the platform has answered for each of them.
import { everybody, whoseTurn } from "./people.js";
import { all, change, put } from "./store.js";

const MOST_ITEMS = 100;
const MOST_CHARACTERS = 50000;
const AGAIN_MS = 30000;
const GIVE_UP_MS = 40000;
const OLD = "reports:"; // where records waited before

const hearers = [];
const drafts = new Map();
let writing = null, sending = null, timer = 0;
// The platform's time less that of the phone, whose clock may be wrong by years.
let skew = 0;
try { skew = Number(localStorage.getItem("skew")) || 0; } catch { /* some browsers inside of apps have none */ }

export function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return h.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// `hear({ record, answer })` for every answer, `hear({ sent, tried })` when a turn is over: whether all
// went out (true, false, or "signed_out"), and the ids of what did.
export function hear(hearer) {
  hearers.push(hearer);
}
const tell = (news) => hearers.forEach((hearer) => hearer(news));

export function setClock(reply) {
  const date = Date.parse(reply.headers.get("Date"));
  if (!date) return;
  skew = Math.abs(date - Date.now()) < 60000 ? 0 : date - Date.now();
  try { localStorage.setItem("skew", skew); } catch { /* then for this page alone */ }
}

// Keeps an item, or how far it has grown since it was kept last; `by` is whose it is, `title` what it is about.
export function keep(item, by, title) {
  const at = new Date(Date.now() + skew).toISOString();
  drafts.set(item.id, { item: { ...item, at, person: by.person }, who: by.who, title });
  writing = writing || write();
  return writing;
}

async function write() {
  try {
    while (drafts.size) {
      const [[id, draft]] = drafts;
      await change("records", id, (before) => ({ ...draft, turn: ((before && before.turn) || 0) + 1 }));
      if (drafts.get(id) === draft) drafts.delete(id);
    }
  } catch {
    // No room: it stays in this page's memory, goes out from there, and is tried again with the next step.
  } finally {
    writing = null;
  }
}

// What the phone has no room for waits in this page's memory, and goes out from there.
export async function waiting() {
  const found = new Map(await all("records"));
  for (const [id, draft] of drafts) found.set(id, { ...found.get(id), ...draft, draft });
  return [...found.values()];
}

// What an earlier program of this page left in localStorage.
async function moveIn() {
  for (const key of Object.keys(localStorage || {}).filter((name) => name.startsWith(OLD))) {
    let items = [];
    try { items = JSON.parse(localStorage.getItem(key)) || []; } catch { /* nothing that can be read */ }
    for (const item of items) await put("records", item.id, { item, who: key.slice(OLD.length), turn: 1 });
    localStorage.removeItem(key);
  }
}

export function send() {
  sending = sending || inTurn().then((news) => {
    sending = null;
    clearTimeout(timer);
    if (news.sent === false) timer = setTimeout(send, AGAIN_MS);
    tell(news);
  });
  return sending;
}

// One tab at a time where browsers can tell; elsewhere the same item may go out twice, and counts once.
async function inTurn() {
  const tried = new Set();
  let sent = false;
  try {
    await moveIn();
    sent = await alone(() => sendAll(tried));
  } catch {
    // No line: the records stay where they are and go out later.
  }
  return { sent, tried };
}

async function alone(act) {
  if (!navigator.locks) return act();
  const patience = new AbortController();
  setTimeout(() => patience.abort(), GIVE_UP_MS);
  return navigator.locks.request("records", { signal: patience.signal }, act);
}

async function sendAll(tried) {
  for (;;) {
    await (writing || Promise.resolve());
    const batch = fitting((await sendable()).filter(({ item }) => !tried.has(item.id)));
    if (!batch.length) return true;
    const reply = await post(batch.map(({ item }) => item));
    if (!reply.ok) return reply.status === 401 ? "signed_out" : false;
    batch.forEach(({ item }) => tried.add(item.id));
    const answers = new Map((await reply.json()).answers.map((answer) => [answer.id, answer]));
    for (const record of batch) {
      const answer = answers.get(record.item.id);
      if (answer) await settle(record, answer);
    }
  }
}

// A record that names nobody is for the one who is signed in: it waits for its own person's turn.
async function sendable() {
  const tokens = new Map((await everybody()).map(({ who, person }) => [who, person]));
  const turn = await whoseTurn();
  const named = (await waiting()).map((record) => {
    const person = record.item.person || tokens.get(record.who);
    return person ? { ...record, item: { ...record.item, person } } : record;
  });
  return named.filter(({ item, who }) => item.person || (turn && turn.who === who));
}

function fitting(records) {
  let room = MOST_CHARACTERS;
  const fit = records.slice(0, MOST_ITEMS).filter(({ item }) => (room -= JSON.stringify(item).length) > 0);
  return fit.length ? fit : records.slice(0, 1);
}

async function post(items) {
  const job = new AbortController(), patience = setTimeout(() => job.abort(), GIVE_UP_MS);
  const [, token = ""] = /(?:^|; )csrftoken=([^;]*)/.exec(document.cookie) || [];
  try {
    const reply = await fetch("/api/v1/sync", {
      method: "POST", keepalive: true, signal: job.signal,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ version: 1, items }),
    });
    setClock(reply);
    return reply;
  } finally {
    clearTimeout(patience);
  }
}

// What has grown since it was sent stays, and so does what can count once its person signs in here.
async function settle(sent, answer) {
  const { id } = sent.item;
  if (sent.draft && drafts.get(id) === sent.draft && !answer.keep) drafts.delete(id);
  await change("records", id, (now) => {
    if (!now || now.turn !== sent.turn) return now;
    return answer.keep ? { ...now, text: answer.text } : undefined;
  });
  tell({ record: sent, answer });
}
