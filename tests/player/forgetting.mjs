// Two kept lessons, of which the first is deleted: `node forgetting.mjs SCRIPT` prints what is left.
const [, , script] = process.argv;
const lessons = {
  1: { lesson: 1, url: "/a.mp4", parts: ["/a/", "/files/both.webp", "/files/a.webp"] },
  2: { lesson: 2, url: "/b.mp4", parts: ["/b/", "/files/both.webp"] },
};
const paper = new Map([["phone:lessons", JSON.stringify(lessons)]]);
const left = new Set(Object.values(lessons).flatMap(({ parts }) => parts));

globalThis.localStorage = { getItem: (key) => paper.get(key) || null, setItem: (key, value) => paper.set(key, value) };
globalThis.IDBKeyRange = { bound: () => null };
globalThis.caches = { open: async () => ({ delete: async (part) => left.delete(part) }) };

const { forget } = await import(script);
await forget(lessons[1]);
process.stdout.write(JSON.stringify([...left].sort()));
process.exit(0);
