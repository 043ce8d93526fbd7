// A film of ten minutes on a browser of paper: ranges are `<from-until>` in the bytes. Prints what is buffered.
const [, , script, oldBrowser] = process.argv;
const PIECE_S = 10, PIECES = 60, HEAD = 10;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const line = { gone: false }, asked = [], files = new Map();

for (const [name, size] of [["lean", 20000], ["rich", 60000]]) {
  let bytes = "H".repeat(HEAD), list = `#EXT-X-MAP:URI="${name}.mp4",BYTERANGE="${HEAD}@0"\n`;
  for (let i = 0; i < PIECES; i += 1) {
    list += `#EXTINF:${PIECE_S},\n#EXT-X-BYTERANGE:${size}@${bytes.length}\n${name}.mp4\n`;
    bytes += `<${i * PIECE_S}-${(i + 1) * PIECE_S}>`.padEnd(size, ".");
  }
  files.set(`/${name}.mp4`, bytes).set(`/${name}.m3u8`, list);
}

class Buffer1 extends EventTarget {
  ranges = [];
  constructor() {
    super();
    if (!oldBrowser) this.changeType = () => {};
  }
  get buffered() {
    return { length: this.ranges.length, start: (i) => this.ranges[i][0], end: (i) => this.ranges[i][1] };
  }
  appendBuffer(bytes) {
    for (const [, from, until] of Buffer.from(bytes).toString().matchAll(/<(\d+)-(\d+)>/g)) {
      const touching = this.ranges.filter(([a, b]) => a <= until && b >= from);
      const all = [[+from, +until], ...touching];
      const joined = [Math.min(...all.map(([a]) => a)), Math.max(...all.map(([, b]) => b))];
      this.ranges = [...this.ranges.filter((range) => !touching.includes(range)), joined].sort((a, b) => a[0] - b[0]);
    }
    setTimeout(() => this.dispatchEvent(new Event("updateend")), 1);
  }
  remove(from, until) {
    this.ranges = this.ranges.map(([a, b]) => [Math.max(a, until), b]).filter(([a, b]) => b > a);
    setTimeout(() => this.dispatchEvent(new Event("updateend")), 1);
  }
  abort() {}
}

class Source extends EventTarget {
  readyState = "open";
  constructor() {
    super();
    setTimeout(() => this.dispatchEvent(new Event("sourceopen")), 1);
  }
  addSourceBuffer() {
    return (this.buffer = new Buffer1());
  }
}

class Video extends EventTarget {
  paused = false;
  at = 0;
  get currentTime() {
    return this.at;
  }
  set currentTime(at) {
    this.at = at;
    this.dispatchEvent(new Event("seeking"));
  }
}

const events = new EventTarget();
Object.assign(globalThis, {
  window: globalThis, location: "http://here/", MediaSource: Source,
  addEventListener: events.addEventListener.bind(events),
  fetch: async (address, { headers, signal }) => {
    if (line.gone) throw new TypeError("Failed to fetch");
    const { pathname } = new URL(address, location), [, from, until] = /(\d+)-(\d+)/.exec(headers.Range || "") || [];
    const bytes = files.get(pathname).slice(+from || 0, until ? +until + 1 : undefined);
    asked.push(pathname);
    const pieces = [bytes];
    const read = async () => {
      await sleep(2);
      if (signal.aborted) throw new DOMException("given up", "AbortError");
      return { done: !pieces.length, value: pieces.length && Buffer.from(pieces.shift()) };
    };
    return { status: until ? 206 : 200, body: { getReader: () => ({ read }) } };
  },
});
Object.defineProperty(globalThis, "navigator", { value: { connection: { downlink: 0.03 } } });
URL.createObjectURL = () => "blob:";
URL.revokeObjectURL = () => {};

const { Player } = await import(script);
const video = new Video(), lean = { type: "avc1.4d", family: "h264", playlist: "/lean.m3u8", rate: 16000 };
const rich = { type: "avc1.64", family: "h264", playlist: "/rich.m3u8", rate: 48000 };
let failed = false;
video.at = 300;
const player = new Player(video, [[lean, rich]], 600, () => { failed = true; });
await sleep(300);
line.gone = true;
video.at = 328;
await sleep(500);
video.currentTime = 60; // while the player waits before it asks again
line.gone = false;
await sleep(1500);
player.rate = 1e6; // from here on the richer picture
video.at = 85;
await sleep(500);
console.log(JSON.stringify({ buffered: player.source.buffer.ranges, failed, rich: asked.filter((name) => name === "/rich.mp4").length }));
process.exit(0);
