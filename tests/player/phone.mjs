// A phone of paper: `node phone.mjs FOLDER SCENARIO`, the scripts of a page lying in FOLDER/first and FOLDER/second.
// Prints which records arrived at the platform, and which still wait on the phone.
const [, , folder, scenario] = process.argv;
const patience = setTimeout;
globalThis.setTimeout = (act, ms) => patience(act, ms / 100);
const boxes = {}, sent = [];
const phone = { answers: scenario !== "silent", full: scenario === "full" };
const paper = new Map();
const refuse = () => { throw new Error("no room"); };

globalThis.localStorage = {
  getItem: (key) => paper.get(key) || null,
  setItem: (key, value) => (scenario === "nothing" ? refuse() : paper.set(key, value)),
  removeItem: (key) => paper.delete(key),
};
Object.assign(globalThis, { document: { cookie: "" } });
if (!globalThis.navigator) globalThis.navigator = {};

function transaction(shelf) {
  const task = { error: new Error("QuotaExceededError") }, box = (boxes[shelf] = boxes[shelf] || new Map());
  let steps = 0, failed = false;
  const later = (result) => {
    const request = { result };
    steps += 1;
    setImmediate(() => {
      if (request.onsuccess) request.onsuccess({ target: request });
      steps -= 1;
      if (!steps) setImmediate(() => !steps && (failed ? task.onabort() : task.oncomplete()));
    });
    return request;
  };
  task.objectStore = () => ({
    get: (key) => later(box.get(key)),
    delete: (key) => later(box.delete(key)),
    put(value, key) {
      if (phone.full) failed = true;
      else box.set(key, structuredClone(value));
      return later(key);
    },
    openCursor() {
      const entries = [...box], request = {};
      const step = () => {
        const [found] = entries.splice(0, 1);
        const at = found && { key: found[0], value: structuredClone(found[1]), continue: () => { later().onsuccess = step; } };
        request.onsuccess({ target: { result: at } });
      };
      later().onsuccess = step;
      return request;
    },
  });
  return task;
}

globalThis.indexedDB = {
  open() {
    if (scenario === "nothing") throw new Error("SecurityError");
    const request = { result: { transaction } };
    if (phone.answers) setImmediate(() => request.onsuccess());
    return request;
  },
};

globalThis.fetch = async (url, { body }) => {
  const { items } = JSON.parse(body);
  sent.push(...items.map(({ id }) => id));
  return Response.json({ answers: items.map(({ id }) => ({ id, result: "stored", keep: false })) });
};

const lan = { who: "lan", person: "token" };
const watched = (id) => ({ id, kind: "watched", lesson: 1, ranges: [[0, 5]], wall: 5 });
const page = (name) => import(`${folder}/${name}/queue.js`);

const first = await page("first");
await first.keep(watched("a"), lan, "");
if (scenario === "silent") phone.answers = true; // the phone was started again
else await first.send();
const second = scenario === "silent" ? await page("second") : first;
await second.keep(watched("b"), lan, "");
await second.send();
const left = (await second.waiting()).map(({ item }) => item.id);
process.stdout.write(JSON.stringify({ sent, left }));
process.exit(0);
