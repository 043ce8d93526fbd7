// Films that are kept on this phone: pieces of a file, by where they begin and end.
import { all, get, keys } from "./store.js";

// All keys of one file; a piece's key is [url, from, to].
export function piecesOf(url) {
  return IDBKeyRange.bound([url, 0], [url, Infinity]);
}

// So many bytes are here from the beginning on without a gap.
export async function heldBytes(url) {
  return (await keys("pieces", piecesOf(url))).reduce((end, [, from, to]) => (from <= end ? Math.max(end, to) : end), 0);
}

// The bytes from `from` to before `to`, which must be here.
export async function cutOut(url, from, to, type) {
  const parts = [];
  for (const key of await keys("pieces", piecesOf(url))) {
    const [, begin, end] = key;
    if (begin <= from && end > from && from < to) {
      parts.push((await get("pieces", key)).subarray(from - begin, Math.min(end, to) - begin));
      from = Math.min(end, to);
    }
  }
  return new Blob(parts, { type });
}

// The film of a lesson or at an address, if all of it is here.
export async function keptFilm(fits) {
  const found = (await all("lessons")).map(([, kept]) => kept).find((kept) => kept.state === "kept" && fits(kept));
  return found || null;
}

// Where the worker answers for a kept film.
export function addressOf(url) {
  return `/kept/${encodeURIComponent(url)}`;
}
