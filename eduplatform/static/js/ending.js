// Puts a card behind a film that is passed on: two MP4s of one encoder set-up, so that nothing is encoded again. Each
// table of the film's index goes on with what the card's says.
import { box, boxesIn, u32, withIndex } from "./tags.js";

const HOLDERS = ["trak", "mdia", "minf", "stbl", "edts"];
const LENGTHS = { mvhd: 24, tkhd: 28, mdhd: 24 }; // where the length stands, from the start of the box
const WORDS = { stts: 2, ctts: 2, stss: 1, stsc: 3, stco: 1, stsz: 1 }; // words of an entry
const BOTH = Object.keys(WORDS);
const HEAD = { stsz: 20 }; // where entries begin, if not at 16

class Unfit extends Error {}

const bytes = ({ view, from, to }) => new Uint8Array(view.buffer.slice(from, to));
const inside = ({ view, from, to }) => [...boxesIn(view, from + 8, to)].map((found) => ({ ...found, view }));
const first = (place, kind) => inside(place).find((found) => found.kind === kind);
const count = (table) => table.view.getUint32(table.from + (HEAD[table.kind] || 16) - 4);

function handler(track) {
  const { view, from } = first(first(track, "mdia"), "hdlr");
  return view.getUint32(from + 16);
}

function counterpart(place, holder) {
  if (place.kind !== "trak") return first(holder, place.kind);
  return inside(holder).find((other) => other.kind === "trak" && handler(other) === handler(place));
}

function longer(place, other) {
  const made = bytes(place), view = new DataView(made.buffer);
  if (view.getUint8(8) || other.view.getUint8(other.from + 8)) throw new Unfit("64 bits");
  const add = (at, from) => view.setUint32(at, view.getUint32(at) + other.view.getUint32(from));
  if (place.kind === "elst") add(16 + 12 * (view.getUint32(12) - 1), other.from + 16);
  else add(LENGTHS[place.kind], other.from + LENGTHS[place.kind]);
  return made;
}

// `more` is added to the first word of each of the card's entries.
function table(place, other, more) {
  const head = HEAD[place.kind] || 16, words = WORDS[place.kind];
  if (place.kind === "stsz" && (place.view.getUint32(place.from + 12) || other.view.getUint32(other.from + 12))) {
    throw new Unfit("samples of one size");
  }
  const made = bytes(place).subarray(8, head - 4), entries = bytes({ ...other, from: other.from + head });
  const view = new DataView(entries.buffer);
  for (let at = 0; more && at < entries.length; at += 4 * words) view.setUint32(at, view.getUint32(at) + more);
  return box(place.kind, made, u32(count(place) + count(other)), bytes({ ...place, from: place.from + head }), entries);
}

function rebuilt(place, holder, tables) {
  const other = counterpart(place, holder);
  if (HOLDERS.includes(place.kind)) {
    if (!other) throw new Unfit(place.kind);
    const mine = place.kind === "stbl" ? { ...tables, ...sizes(place, other) } : tables;
    return box(place.kind, ...inside(place).map((each) => rebuilt(each, other, mine)));
  }
  if (place.kind in LENGTHS || place.kind === "elst") return longer(place, other);
  return place.kind in WORDS ? table(place, other, tables[place.kind] || 0) : bytes(place);
}

// By how much the first words of the card's tables are off: samples and chunks are counted from the film's start.
function sizes(film, card) {
  if (BOTH.some((kind) => Boolean(first(film, kind)) !== Boolean(first(card, kind)))) throw new Unfit("tables");
  return { stss: count(first(film, "stsz")), stsc: count(first(film, "stco")) };
}

// `card`: an ArrayBuffer. A film that it does not fit comes back as it is.
export async function withCard(film, card) {
  const other = { view: new DataView(card), from: -8, to: card.byteLength };
  const data = first(other, "mdat"), index = first(other, "moov");
  const put = (view, size, led) => {
    if (!led || !data || !index) return null;
    const tables = { stco: film.size - data.from };
    return inside({ view, from: 0, to: size }).map((place) => rebuilt(place, index, tables));
  };
  try {
    const made = await withIndex(film, put);
    return made === film ? film : new Blob([made, card.slice(data.from, data.to)], { type: film.type });
  } catch (error) {
    if (error instanceof Unfit || error instanceof RangeError || error instanceof TypeError) return film;
    throw error;
  }
}
