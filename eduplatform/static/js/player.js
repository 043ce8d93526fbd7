// Plays single-file fMP4 over Media Source Extensions, by the byte ranges that the HLS playlists name. Bytes are
// handed on as they come, so that the first frame does not wait for the end of its fragment.
const AHEAD_S = 30; // bought with the villager's money: no more than is likely to be watched
const BEHIND_S = 60;
const LEAD_S = 8; // picture and sound share the line: neither runs far ahead of the other
const LOW_S = 4;
const SILENCE_MS = 12000;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const once = (target, name) => new Promise((done) => target.addEventListener(name, done, { once: true }));

// What no second try repairs: a codec, a file that is gone, a proxy that knows no ranges.
class Unusable extends Error {}

// One request, given up when `job` is aborted or nothing comes for a while.
async function ask(url, headers, job, take) {
  if (job.aborted) throw new Error("given up"); // during a pause, which nobody listened in
  const request = new AbortController();
  const stop = () => request.abort();
  let silence = setTimeout(stop, SILENCE_MS);
  job.addEventListener("abort", stop);
  try {
    const answer = await fetch(url, { headers, signal: request.signal });
    if (answer.status !== (headers.Range ? 206 : 200)) throw new (answer.status < 500 ? Unusable : Error)(url);
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
      await take(value).catch((error) => { throw new Unusable(error); }); // no fault of the line
    }
  } finally {
    clearTimeout(silence);
    job.removeEventListener("abort", stop);
    stop();
  }
}

// One SourceBuffer and what feeds it; `streams` are the renditions to choose from, the leanest first.
class Track {
  constructor(player, streams) {
    this.buffer = player.source.addSourceBuffer(streams[0].type);
    // Browsers of before 2019 keep to the codec that they began with, though not to its level.
    const fitting = this.buffer.changeType ? streams : streams.filter(({ family }) => family === streams[0].family);
    Object.assign(this, { player, streams: fitting, type: streams[0].type, indexes: new Map(), filled: 0 });
  }

  // Until which second the film can be played from here without a break.
  get end() {
    const now = this.player.video.currentTime, { buffered } = this.buffer;
    for (let i = 0; i < buffered.length; i += 1) {
      if (buffered.start(i) < now + 0.3 && buffered.end(i) > now) return buffered.end(i);
    }
    return now;
  }
  get ahead() {
    return Math.max(this.end, this.filled) - this.player.video.currentTime;
  }
  best() {
    const most = this.player.rate * (this.ahead > LEAD_S ? 0.9 : 0.7);
    return this.streams.filter((stream) => stream.rate < most).pop() || this.streams[0];
  }

  async run() {
    while (!this.player.life.aborted) {
      const stream = this.best();
      const index = this.indexes.get(stream) || (await this.open(stream));
      const from = Math.max(this.end + 0.1, this.filled);
      const piece = index.pieces.find(({ end }) => end > from);
      this.done = !piece;
      if (piece && this.ahead < this.player.room(this)) await this.fill(stream, index, piece);
      else await this.player.rest();
    }
  }

  // The playlist, and the head of the file that it names.
  async open(stream) {
    const { playlist } = stream, { life } = this.player, pieces = [], head = [];
    let text, end = 0;
    await this.insist(life, () => {
      text = "";
      return ask(playlist, {}, life, async (bytes) => { text += new TextDecoder().decode(bytes); });
    });
    const [, name, size] = /MAP:URI="([^"]+)",BYTERANGE="(\d+)/.exec(text);
    text.replace(/EXTINF:([\d.]+),\s+#EXT-X-BYTERANGE:(\d+)@(\d+)/g, (_, seconds, bytes, at) => {
      pieces.push({ start: end, end: (end += +seconds), from: +at, to: +at + +bytes });
    });
    const url = new URL(name, new URL(playlist, location));
    const whole = this.read(url, 0, +size, life, async (bytes) => { head.push(bytes); });
    whole.catch(() => {}); // told to whoever waits for it
    const index = { url, pieces, head: whole.then(() => head) };
    this.indexes.set(stream, index);
    return index;
  }

  async fill(stream, { url, head }, piece) {
    const { player } = this, { video } = player;
    const job = (this.job = new AbortController()), began = performance.now(), before = player.bytes;
    let left = piece.to - piece.from;
    const rate = () => (8000 * (player.bytes - before)) / (performance.now() - began);
    try {
      await this.forget(BEHIND_S);
      await this.read(url, piece.from, piece.to, job.signal, async (bytes) => {
        if (this.stream !== stream) {
          if (this.type !== stream.type && this.buffer.changeType) this.buffer.changeType((this.type = stream.type));
          for (const part of await head) await this.append(part);
          this.torn = this.stream && piece.start <= video.currentTime;
          this.stream = stream;
        }
        await this.append(bytes);
        player.bytes += bytes.length;
        left -= bytes.length;
        // What is shown was replaced up to its key frame: only a seek begins there again.
        if (this.torn && this.end > video.currentTime + 1) this.torn = void (video.currentTime += 0);
        if (performance.now() - began < 2000 || this.ahead > LOW_S) return;
        player.rate = Math.min(player.rate, rate());
        const { rate: leaner } = this.best();
        if (leaner < stream.rate && (leaner * (piece.end - piece.start)) / 8 < left) job.abort();
      });
      if (!job.signal.aborted) this.filled = piece.end;
      player.rate = rate() < player.rate ? rate() : (player.rate + rate()) / 2;
    } catch (error) {
      if (!job.signal.aborted) throw error;
      if (player.source.readyState === "open") this.buffer.abort();
    }
  }

  // Goes on at the byte where the line was cut.
  read(url, from, to, job, take) {
    return this.insist(job, async () => {
      while (from < to) {
        await ask(url, { Range: `bytes=${from}-${to - 1}` }, job, async (bytes) => {
          await take(bytes);
          from += bytes.length;
        });
      }
    });
  }

  // A line that is gone comes back.
  async insist(job, attempt) {
    for (let pause = 300; ; pause = Math.min(pause * 2, 8000)) {
      try {
        return await attempt();
      } catch (error) {
        if (job.aborted || this.player.life.aborted || error instanceof Unusable) throw error;
        await Promise.race([sleep(pause), once(window, "online")]);
      }
    }
  }

  async append(bytes) {
    try {
      this.buffer.appendBuffer(bytes);
    } catch (error) {
      throw new Unusable(error);
    }
    await once(this.buffer, "updateend");
  }

  async forget(seconds) {
    const until = this.player.video.currentTime - seconds, { buffered } = this.buffer;
    if (!buffered.length || buffered.start(0) >= until) return;
    this.buffer.remove(0, until);
    await once(this.buffer, "updateend");
  }

  seek() {
    this.filled = 0;
    if (this.job && this.end === this.player.video.currentTime) this.job.abort();
  }
}

export class Player {
  // `streams`: lists of renditions, the leanest first: pictures, sound, or both. A line that does not answer is tried
  // for ever; `fail` is called when that cannot help.
  constructor(video, streams, duration, fail) {
    const end = new AbortController(), source = new MediaSource(), line = navigator.connection;
    Object.assign(this, { video, source, tracks: [], bytes: 0, life: end.signal });
    this.rate = (line && line.downlink * 1e6) || 0;
    this.close = () => [end, ...this.tracks.map(({ job }) => job || end)].forEach((job) => job.abort());
    video.src = URL.createObjectURL(source);
    this.run(streams, duration).catch((error) => this.life.aborted || fail(error));
  }

  async run(streams, duration) {
    await once(this.source, "sourceopen");
    URL.revokeObjectURL(this.video.src);
    this.source.duration = duration;
    if (this.video.paused) await once(this.video, "play");
    if (this.life.aborted) return;
    this.tracks = streams.map((each) => new Track(this, each));
    this.video.addEventListener("seeking", () => this.life.aborted || this.tracks.forEach((track) => track.seek()));
    await Promise.all(this.tracks.map((track) => track.run()));
  }

  // How many seconds ahead a track may be.
  room(track) {
    const others = this.tracks.filter((other) => other !== track && !other.done);
    return Math.min(AHEAD_S, ...others.map((other) => other.ahead + LEAD_S));
  }

  rest() {
    if (this.source.readyState === "open" && this.tracks.every(({ done }) => done)) this.source.endOfStream();
    return sleep(100);
  }
}
