// Keeps a lesson on this phone: its page with all that belongs to it, and its film, piece by piece, so that a break
// costs nothing. `state`: going, paused, line (none at the moment), room (too little), gone (replaced), kept.
import { heldBytes, piecesOf } from "./pieces.js";
import { all, change, get, isRoomy, put, remove } from "./store.js";

const PIECE = 32 * 1024; // what a tab that is killed loses at most
const PARTS_BYTES = 300 * 1024; // page, pictures, captions: about
const BOX = "kept";
const LATER = [408, 429]; // of the line or the moment, not of the file

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

class NoRoom extends Error {}
class Gone extends Error {}

export async function canKeep() {
  return Boolean(window.caches && navigator.serviceWorker && window.ReadableStream && (await isRoomy()));
}

// Free bytes of this phone for us, as far as the browser says.
export async function freeBytes() {
  if (!navigator.storage || !navigator.storage.estimate) return Infinity;
  const { quota, usage } = await navigator.storage.estimate();
  return Math.max(quota - usage, 0);
}

// Takes a lesson off the phone, but for what other lessons that are kept show as well.
export async function forget({ lesson, url, parts }) {
  await change("lessons", lesson, () => undefined);
  const others = (await all("lessons")).map(([, other]) => other);
  if (!others.some((other) => other.url === url)) await remove("pieces", piecesOf(url));
  const shared = new Set(others.flatMap((other) => other.parts)), box = await caches.open(BOX);
  const own = parts.filter((part) => !part.startsWith("/static/") && !shared.has(part));
  await Promise.all(own.map((part) => box.delete(part)));
}

function joined(parts, count) {
  const bytes = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function takeParts(parts) {
  const box = await caches.open(BOX);
  for (const part of parts) {
    if (await box.match(part, { ignoreVary: true })) continue;
    const reply = await fetch(part, { mode: part.startsWith("/") ? "same-origin" : "no-cors" });
    if (reply.status >= 500) throw new Error(part);
    if (reply.ok || reply.type === "opaque") await box.put(part, reply);
  }
}

// Not the page to sign in at, where a lesson has been locked meanwhile.
async function pageOf(path) {
  const reply = await fetch(path, { mode: "same-origin" });
  if (reply.status >= 500) throw new Error(path);
  return reply.ok && !reply.redirected ? reply : null;
}

async function takePage(path) {
  const reply = await pageOf(path);
  if (reply) await (await caches.open(BOX)).put(path, reply);
}

// The page of a kept lesson as it is now, with what belongs to it: its words and questions may have been corrected.
// `partsOf(document)`: null where it is no longer the page of the kept film, which then keeps its own.
export async function renew({ lesson, page }, partsOf) {
  const reply = await pageOf(page), box = await caches.open(BOX), before = await box.match(page, { ignoreVary: true });
  const text = reply && (await reply.clone().text());
  if (!reply || (before && text === (await before.text()))) return;
  const parts = partsOf(new DOMParser().parseFromString(text, "text/html"));
  if (!parts) return;
  await takeParts(parts.filter((part) => part !== page));
  await box.put(page, reply);
  await change("lessons", lesson, (kept) => kept && { ...kept, parts: [...new Set([...kept.parts, ...parts])] });
}

export class Keeping {
  // `entry`: lesson, title, page, url and type and size of the film, label of its quality, parts (addresses).
  constructor(entry, show) {
    Object.assign(this, { entry, show, job: null });
  }

  async tell(state) {
    this.state = state;
    await change("lessons", this.entry.lesson, () => ({ ...this.entry, state }));
    this.show(state, await heldBytes(this.entry.url));
  }

  async start() {
    const job = (this.job = new AbortController());
    try {
      await this.prepare();
      for (let pause = 500; !job.signal.aborted; pause = Math.min(pause * 2, 15000)) {
        const before = await heldBytes(this.entry.url);
        await this.tell("going");
        if (await this.goOn(job.signal)) return await this.tell("kept");
        if ((await heldBytes(this.entry.url)) > before) pause = 500;
        if (!job.signal.aborted) await this.tell("line");
        await Promise.race([sleep(pause), new Promise((done) => addEventListener("online", done, { once: true }))]);
      }
    } catch (error) {
      const full = error instanceof NoRoom || error.name === "QuotaExceededError";
      if (!job.signal.aborted) await this.tell(full ? "room" : error instanceof Gone ? "gone" : "line");
    }
  }

  async pause() {
    if (this.job) this.job.abort();
    await this.tell("paused");
  }

  async drop() {
    if (this.job) this.job.abort();
    await forget(this.entry);
    this.show("", 0);
  }

  async prepare() {
    const { lesson, url, size } = this.entry, before = await get("lessons", lesson);
    if (before && before.url !== url) await forget(before);
    if ((await freeBytes()) < size - (await heldBytes(url)) + PARTS_BYTES) throw new NoRoom();
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    await navigator.serviceWorker.register("/sw.js");
  }

  // Whether all of it is here; false where the line broke.
  async goOn(job) {
    try {
      await takeParts(this.entry.parts.filter((part) => part !== this.entry.page));
      await takePage(this.entry.page);
      for (let from = await heldBytes(this.entry.url); from < this.entry.size; ) from = await this.take(from, job);
      return true;
    } catch (error) {
      if (error instanceof Gone || error.name === "QuotaExceededError") throw error;
      return false;
    }
  }

  // One request; what has come is kept, whatever becomes of the rest. Returns where to go on.
  async take(from, job) {
    const { url } = this.entry, request = new AbortController();
    const stop = () => request.abort();
    job.addEventListener("abort", stop);
    let parts = [], count = 0;
    const save = async () => {
      if (!count) return;
      await put("pieces", [url, from, from + count], joined(parts, count));
      from += count;
      parts = [];
      count = 0;
      if (!job.aborted) this.show("going", from);
    };
    try {
      if (job.aborted) throw new Error("paused");
      const reply = await fetch(url, { headers: { Range: `bytes=${from}-` }, signal: request.signal });
      if (reply.status >= 400 && reply.status < 500 && !LATER.includes(reply.status)) throw new Gone(url);
      if (reply.status !== 206 && !(reply.status === 200 && from === 0)) throw new Error(reply.status);
      const reader = reply.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        count += value.length;
        if (count >= PIECE) await save();
      }
    } finally {
      await save();
      job.removeEventListener("abort", stop);
      stop();
    }
    return from;
  }
}
