// Keeps the one page below which it is served, and what that page loads, for when there is no line.
const KEPT = `class-page-${self.registration.scope}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === location.origin) event.respondWith(answer(request));
});

async function answer(request) {
  const cache = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.redirected) await caches.delete(KEPT); // signed out: names and keys go from this phone
    else if (fresh.ok) await cache.put(bare(request.url), fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await cache.match(bare(request.url));
    if (kept) return kept;
    throw error;
  }
}

function bare(url) { // the code of a scan is no part of the page's name
  return url.split("?")[0];
}
