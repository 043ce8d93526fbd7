// The service worker on a browser of paper: `node worker.mjs SCRIPT [status cache-control]...`. Each pair is what the
// platform answers one visit to a page with; prints the status that is shown at last, without a line.
const [, , script, ...answers] = process.argv;
const boxes = {}, handlers = {};
const page = { url: "https://phone.test/courses/a/", method: "GET", mode: "navigate", destination: "document" };

globalThis.PHONE = { page: "/phone/", files: [] };
globalThis.location = { origin: "https://phone.test" };
globalThis.self = { addEventListener: (name, act) => { handlers[name] = act; } };
globalThis.caches = {
  async open(name) {
    const box = (boxes[name] = boxes[name] || new Map());
    return {
      match: async (asked) => box.get(asked.url || asked) && box.get(asked.url || asked).clone(),
      put: async (asked, reply) => { box.set(asked.url || asked, reply); },
      delete: async (asked) => box.delete(asked.url || asked),
      keys: async () => [...box.keys()].map((url) => ({ url: new URL(url, location.origin).href })),
    };
  },
};
(await caches.open("scripts")).put("/phone/", new Response("no line", { status: 299 }));

async function visit() {
  let shown, rest;
  handlers.fetch({ request: page, respondWith: (reply) => { shown = reply; }, waitUntil: (work) => { rest = work; } });
  const { status } = await shown;
  await rest;
  return status;
}

await import(script);
while (answers.length) {
  const [status, control] = answers.splice(0, 2);
  globalThis.fetch = async () => new Response("", { status: Number(status), headers: { "Cache-Control": control } });
  await visit();
}
globalThis.fetch = async () => { throw new TypeError("no line"); };
process.stdout.write(JSON.stringify(await visit()));
process.exit(0);
