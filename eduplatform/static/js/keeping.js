// The part of a lesson page where it is kept on this phone.
import { canKeep, freeBytes, Keeping, renew } from "./keep.js";
import { passOn } from "./pass.js";
import { heldBytes } from "./pieces.js";
import { megabytes } from "./sizes.js";
import { get } from "./store.js";

const box = document.querySelector("[data-keep]");

// What the page is made of, besides the film.
function partsOf(page) {
  const found = [...page.querySelectorAll("main img[src], track[src], script[src]")].map((part) => part.getAttribute("src"));
  const poster = page.querySelector("video").getAttribute("poster");
  return [location.pathname, ...new Set([poster, ...found].filter(Boolean))];
}

const partsIfOf = (url) => (page) =>
  ([...page.querySelectorAll("[data-quality]")].some(({ href }) => href === url) ? partsOf(page) : null);

function entryOf(lesson, link) {
  const { card } = link.dataset;
  return {
    lesson, page: location.pathname, title: document.querySelector("h1").textContent, card,
    parts: partsOf(document).concat(card || []),
    url: link.href, size: Number(link.dataset.bytes), type: link.type, quality: link.dataset.quality,
    label: link.firstChild.textContent.trim(),
  };
}

// `film` tells which quality is chosen, and plays what is kept as soon as it is here.
export async function offerToKeep(lesson, film) {
  if (!box || !(await canKeep())) return;
  const button = (name) => box.querySelector(`[data-keep-${name}]`);
  const bar = box.querySelector("progress"), words = box.querySelector("p");
  let keeping = null;

  const show = async (state, bytes) => {
    const { size } = keeping.entry;
    const text = box.dataset[state || "offer"] || "";
    const free = state === "room" ? megabytes(await freeBytes()) : "";
    words.textContent = text.replace("%(size)s", megabytes(size)).replace("%(done)s", megabytes(bytes)).replace("%(free)s", free);
    bar.max = size;
    bar.value = bytes;
    bar.hidden = !bytes || state === "kept";
    button("start").hidden = ["going", "line", "kept"].includes(state);
    button("start").textContent = bytes && state ? box.dataset.goOn : box.dataset.start.replace("%(size)s", megabytes(size));
    button("pause").hidden = !["going", "line"].includes(state);
    button("pass").hidden = button("passing").hidden = state !== "kept";
    button("delete").hidden = !state;
    if (state === "kept") film.has(keeping.entry);
  };
  const choose = async () => {
    const before = await get("lessons", lesson);
    const link = film.links.find(({ href }) => before && href === before.url) || film.link;
    if (keeping && ["going", "line"].includes(keeping.state)) return;
    keeping = new Keeping(entryOf(lesson, link), show);
    const held = before && before.url === link.href;
    await show(held ? before.state : "", held ? await heldBytes(link.href) : 0);
    if (held && ["going", "line"].includes(before.state)) keeping.start();
    if (held && before.state === "kept") renew(before, partsIfOf(before.url)).catch(() => {}); // no line: as it was
  };

  button("start").addEventListener("click", () => keeping.start());
  button("pause").addEventListener("click", () => keeping.pause());
  button("pass").addEventListener("click", () => passOn(keeping.entry, box.dataset.source));
  button("delete").addEventListener("click", () => keeping.drop().then(choose));
  for (const link of film.links) link.addEventListener("click", choose);
  await choose();
  box.hidden = false;
}
