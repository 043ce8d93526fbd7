// Two people search on one phone without a line, then there is one: prints what goes out, and what stays.
const [, , folder] = process.argv, kept = new Map(), sent = [];
let answer = null; // null: no line
globalThis.localStorage = {
  getItem: (name) => kept.get(name) ?? null,
  setItem: (name, value) => kept.set(name, String(value)),
  removeItem: (name) => kept.delete(name),
};
globalThis.document = { cookie: "a=b; csrftoken=right" };
globalThis.fetch = async (address, { headers, body }) => {
  if (answer === null) throw new TypeError("no line");
  sent.push({ address, token: headers["X-CSRFToken"], items: JSON.parse(body).items });
  return { ok: answer === 200 };
};
const { isTurnOf } = await import(`${folder}/people.js`);
const { noteSearch, sendSearches } = await import(`${folder}/searched.js`);

async function search(words) {
  globalThis.location = { pathname: "/search", search: `?q=${encodeURIComponent(words)}` };
  await noteSearch();
  await sendSearches();
}
const waiting = () => JSON.parse(kept.get("searched") || "[]").map(({ words }) => words);

await search("nobody's");
await isTurnOf({ who: "1", person: "lan", name: "Lan" });
await search("香菇");
await isTurnOf({ who: "2", person: "gui", name: "Gui" });
await search("竹笋");
const offline = waiting();
answer = 401;
await sendSearches();
const refused = waiting();
answer = 200;
await sendSearches();
const last = sent.at(-1);
const items = last.items.map(({ words, person }) => [words, person]);
console.log(JSON.stringify({ offline, refused, items, token: last.token, address: last.address, left: waiting() }));
process.exit(0);
