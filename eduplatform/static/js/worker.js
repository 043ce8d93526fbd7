// The service worker. Pages come over the line, and from the phone where there is none; films that are kept are
// answered from their pieces. `PHONE`, put before this: the page for when there is no line, and what belongs to it.
import { addressOf, cutOut, keptFilm } from "./pieces.js";

const BOXES = { pages: "pages", scripts: "scripts", kept: "kept" };
const MOST_PAGES = 40;
const MOST_SCRIPTS = 60;
const MOST_AT_ONCE = 1024 * 1024;
const PATIENCE_MS = 6000; // then what is here already is better than nothing
const FOR_EVER = /^\/static\/.*\.[0-9a-f]{12}\./;
const OWN = /^\/(me|accounts)\//; // never kept: the next who holds the phone may be somebody else
const STAFF = /^\/(office|cms|api|files|static)\//;
const PART = ["image", "track"];
const OF_ONE = /no-store|private/; // what the platform says is not for everybody
const GONE = [404, 410];

const held = (box, request) => caches.open(box).then((open) => open.match(request, { ignoreVary: true }));

self.addEventListener("install", (event) => {
  const take = async () => {
    await (await caches.open(BOXES.scripts)).addAll([PHONE.page, ...PHONE.files]);
    await self.skipWaiting();
  };
  event.waitUntil(take());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET") return;
  if (PART.includes(request.destination)) event.respondWith(part(request));
  else if (url.origin !== location.origin) return;
  else if (url.pathname.startsWith("/kept/")) event.respondWith(film(request, url.pathname));
  else if (FOR_EVER.test(url.pathname)) event.respondWith(script(request));
  else if (request.mode === "navigate" && !STAFF.test(url.pathname)) event.respondWith(page(event, OWN.test(url.pathname)));
});

async function part(request) {
  return (await held(BOXES.kept, request)) || fetch(request);
}

async function script(request) {
  const here = (await held(BOXES.scripts, request)) || (await held(BOXES.kept, request));
  if (here) return here;
  const reply = await fetch(request);
  if (reply.ok) await add(BOXES.scripts, request, reply.clone(), MOST_SCRIPTS);
  return reply;
}

async function page(event, own) {
  const { request } = event;
  const here = own ? null : (await held(BOXES.kept, request)) || (await held(BOXES.pages, request));
  const line = fetch(request).then(async (reply) => {
    const ofOne = OF_ONE.test(reply.headers.get("Cache-Control"));
    if (ofOne || GONE.includes(reply.status)) await (await caches.open(BOXES.pages)).delete(request, { ignoreVary: true });
    else if (reply.ok && !reply.redirected && !own) await add(BOXES.pages, request, reply.clone(), MOST_PAGES);
    if (reply.status >= 500 && here) throw new Error(reply.status);
    return reply;
  });
  event.waitUntil(line.catch(() => {}));
  try {
    return await (here ? Promise.race([line, new Promise((done) => setTimeout(done, PATIENCE_MS, here))]) : line);
  } catch {
    return here || held(BOXES.scripts, PHONE.page);
  }
}

// The oldest make room.
async function add(name, request, reply, most) {
  const box = await caches.open(name);
  await box.delete(request, { ignoreVary: true });
  await box.put(request, reply).catch(() => {}); // a full phone shows the page all the same
  const before = (await box.keys()).filter(({ url }) => !PHONE.files.concat(PHONE.page).includes(new URL(url).pathname));
  await Promise.all(before.slice(0, Math.max(before.length - most, 0)).map((old) => box.delete(old)));
}

// As a server with byte ranges would: players seek by them.
async function film(request, path) {
  const kept = await keptFilm(({ url }) => addressOf(url) === path);
  if (!kept) return new Response("", { status: 404 });
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") || "");
  const from = asked ? Number(asked[1]) : 0;
  const most = asked && !asked[2] ? from + MOST_AT_ONCE : kept.size;
  const to = Math.min(asked && asked[2] ? Number(asked[2]) + 1 : most, kept.size);
  if (from >= kept.size) return new Response("", { status: 416, headers: { "Content-Range": `bytes */${kept.size}` } });
  const headers = { "Content-Type": kept.type, "Content-Length": to - from, "Accept-Ranges": "bytes" };
  if (asked) headers["Content-Range"] = `bytes ${from}-${to - 1}/${kept.size}`;
  return new Response(await cutOut(kept.url, from, to, kept.type), { status: asked ? 206 : 200, headers });
}
