// Draws a QR code of version 5, level L, mask 0: up to 106 bytes. The trainer's phone has no line to ask for one.
const SIZE = 37, DATA = 108, CHECK = 26, MOST_BYTES = 106;
const FORMAT = 0b111011111000100; // level L, mask 0, with its check bits (ISO/IEC 18004, annex C)
const CENTRE = 30; // of the one alignment pattern

export function qrModules(text) {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MOST_BYTES) throw new RangeError("too long for a code");
  const data = codewords(bytes);
  return place([...data, ...checkwords(data)]);
}

export function qrPath(text) {
  return qrModules(text).flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
}

function codewords(bytes) {
  const bits = [[4, 4], [bytes.length, 8], ...[...bytes].map((byte) => [byte, 8]), [0, 4]]
    .map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  const words = bits.match(/.{1,8}/g).map((word) => parseInt(word.padEnd(8, "0"), 2));
  for (let pad = 0xec; words.length < DATA; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function checkwords(data) {
  const divisor = generator();
  const rest = new Array(CHECK).fill(0);
  for (const word of data) {
    const factor = word ^ rest.shift();
    rest.push(0);
    divisor.forEach((each, place) => { rest[place] ^= times(each, factor); });
  }
  return rest;
}

function generator() {
  let terms = [...new Array(CHECK - 1).fill(0), 1];
  for (let round = 0, root = 1; round < CHECK; round++, root = times(root, 2))
    terms = terms.map((each, place) => times(each, root) ^ (place + 1 < CHECK ? terms[place + 1] : 0));
  return terms;
}

function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) product = ((product << 1) ^ ((product >> 7) * 0x11d)) ^ (((other >> bit) & 1) * one);
  return product;
}

function place(words) {
  const { dark, fixed } = frame();
  let bit = 0;
  for (let right = SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < SIZE; step++) {
      const y = ((right + 1) & 2) === 0 ? SIZE - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        const one = (words[bit >> 3] >> (7 - (bit & 7))) & 1; // past the end: 0, the remainder bits
        dark[y][x] = (one === 1) !== ((x + y) % 2 === 0);
        bit++;
      }
    }
  }
  return dark;
}

function frame() {
  const grid = () => Array.from({ length: SIZE }, () => new Array(SIZE).fill(false));
  const dark = grid(), fixed = grid();
  const set = (x, y, on) => {
    if (x >= 0 && y >= 0 && x < SIZE && y < SIZE) { dark[y][x] = on; fixed[y][x] = true; }
  };
  for (let at = 0; at < SIZE; at++) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
  const square = (x, y, reach, light) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        set(x + dx, y + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (const [x, y] of [[3, 3], [SIZE - 4, 3], [3, SIZE - 4]]) square(x, y, 4, [2, 4]);
  square(CENTRE, CENTRE, 2, [1]);
  for (let bit = 0; bit < 15; bit++) {
    const on = ((FORMAT >> bit) & 1) === 1;
    set(8, bit < 6 ? bit : bit < 8 ? bit + 1 : SIZE - 15 + bit, on);
    set(bit < 8 ? SIZE - 1 - bit : bit < 9 ? 15 - bit : 14 - bit, 8, on);
  }
  set(8, SIZE - 8, true);
  return { dark, fixed };
}
