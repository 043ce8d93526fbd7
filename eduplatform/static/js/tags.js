// Writes title, source and link into an MP4 as phones show them, without touching what is encoded.
const CONTAINERS = ["trak", "mdia", "minf", "stbl"];
const OFFSETS = { stco: 4, co64: 8 }; // tables of where samples lie in the file, and the bytes of each entry
const TEXT = 1; // UTF-8

const bytesOf = (text) => new TextEncoder().encode(text);
export const u32 = (number) => new Uint8Array(new Uint32Array([number]).buffer).reverse();

function joined(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// Kinds have one byte per letter, also the sign of copyright that names of tags begin with.
export function box(kind, ...parts) {
  const name = Uint8Array.from(kind, (letter) => letter.charCodeAt(0)), body = joined(parts);
  return joined([u32(body.length + 8), name, body]);
}

const kindAt = (view, at) => String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + at, 4));

export const boxesIn = function* (view, from, to) {
  while (from + 8 <= to) {
    const size = view.getUint32(from);
    if (size < 8) return;
    yield { kind: kindAt(view, from + 4), from, to: from + size };
    from += size;
  }
};

function udta(tags) {
  const items = tags.map(([kind, text]) => box(kind, box("data", u32(TEXT), u32(0), bytesOf(text))));
  const handler = box("hdlr", u32(0), u32(0), bytesOf("mdirappl"), u32(0), u32(0), new Uint8Array(1));
  return box("udta", box("meta", u32(0), handler, box("ilst", ...items)));
}

function move(view, from, to, shift) {
  for (const found of boxesIn(view, from, to)) {
    if (CONTAINERS.includes(found.kind)) move(view, found.from + 8, found.to, shift);
    const width = OFFSETS[found.kind];
    if (!width) continue;
    const last = found.from + 16 + width * view.getUint32(found.from + 12);
    // The upper half of a long offset changes only in files of four gigabytes.
    for (let at = found.from + 16 + width - 4; at < last; at += width) view.setUint32(at, view.getUint32(at) + shift);
  }
}

// The file with another index: `change` gets it and its size, and returns the boxes to be in it. `led` says whether
// the index leads the file. What is no MP4 with its index comes back as it is, and so does what cannot be changed.
export async function withIndex(file, change) {
  for (let at = 0, led = true; at + 8 <= file.size; ) {
    const head = new DataView(await new Response(file.slice(at, at + 16)).arrayBuffer());
    const kind = kindAt(head, 4), short = head.getUint32(0);
    const size = short === 1 ? head.getUint32(8) * 2 ** 32 + head.getUint32(12) : short;
    if (kind === "moov") {
      const index = new DataView(await new Response(file.slice(at, at + size)).arrayBuffer());
      const parts = change(index, size, led);
      if (!parts) return file;
      const made = box("moov", ...parts);
      if (led) move(new DataView(made.buffer), 8, made.length, made.length - size);
      return new Blob([file.slice(0, at), made, file.slice(at + size)], { type: file.type });
    }
    if (size < 8) break;
    led = led && kind !== "mdat";
    at += size;
  }
  return file;
}

// `tags`: pairs of a kind (©nam, ©ART, ©cmt) and a text.
export function withTags(file, tags) {
  return withIndex(file, (index, size) => {
    const kept = [...boxesIn(index, 8, size)].filter((found) => found.kind !== "udta");
    return [...kept.map(({ from, to }) => new Uint8Array(index.buffer, from, to - from)), udta(tags)];
  });
}
