// The film of a lesson: in which quality, by which way, and what is said when it does not go on.
import { addressOf, keptFilm } from "./pieces.js";
import { Player } from "./player.js";

const PICTURES = ["saver", "standard", "clear"];
const LEAN = ["av1", "opus"];
const HLS = "application/vnd.apple.mpegurl";
const PATIENCE_MS = 6000;

async function plays({ type, family, width, height, fps: framerate, rate: bitrate }) {
  if (!MediaSource.isTypeSupported(type)) return false;
  if (!LEAN.includes(family) || !navigator.mediaCapabilities) return true;
  const what = { contentType: type, width, height, framerate, bitrate };
  try {
    const kind = width ? { video: what } : { audio: { contentType: type, bitrate } };
    return (await navigator.mediaCapabilities.decodingInfo({ type: "media-source", ...kind })).smooth;
  } catch {
    return false;
  }
}

// By quality: the leanest that this phone decodes without stumbling, or `plain`, what every phone decodes.
async function playable(streams, plain) {
  const found = {};
  for (const stream of streams) {
    const { quality, family, rate } = stream;
    if ((found[quality] && found[quality].rate <= rate) || (plain && LEAN.includes(family))) continue;
    if (await plays(stream)) found[quality] = stream;
  }
  return found;
}

// Pictures up to the chosen quality, and the sound; nothing where the sound would be missing.
function tracks(streams, found, quality) {
  if (!found.audio && streams.some((stream) => stream.quality === "audio")) return [];
  const names = PICTURES.slice(0, PICTURES.indexOf(quality) + 1);
  const pictures = names.map((name) => found[name]).filter(Boolean).sort((a, b) => a.rate - b.rate);
  return [pictures, [found.audio].filter(Boolean)].filter((list) => list.length);
}

export class Film {
  // `streams` as the page lists them: the leanest codec of each quality first.
  constructor(video, streams) {
    Object.assign(this, { video, streams, seconds: Number(video.dataset.duration), place: 0, sets: [], ways: [] });
    this.wanted = !video.paused;
    this.links = [...document.querySelectorAll("[data-quality]")];
    this.cover = document.querySelector("[data-play]");
    this.listen();
    if (video.paused) this.offer();
    this.begun = this.start();
  }

  async start() {
    if (window.MediaSource && window.AbortController && window.ReadableStream) {
      this.sets = [await playable(this.streams), await playable(this.streams, true)];
    }
    this.kept = await keptFilm(({ url }) => this.links.some(({ href }) => href === url)).catch(() => null);
    this.showSizes();
    const line = navigator.connection || {};
    const poor = line.saveData || /2g/.test(line.effectiveType);
    let kept = "saver";
    try { if (!poor) kept = localStorage.getItem("quality"); } catch { /* some browsers inside of apps have none */ }
    const here = this.links.find(({ href }) => this.kept && href === this.kept.url);
    this.pick(here || this.links.find((link) => link.dataset.quality === kept) || this.links[0]);
  }

  // What has been kept now plays from the phone as soon as nothing else does.
  has(kept) {
    this.kept = kept;
    if (!this.wanted && this.link && this.link.href === kept.url) this.pick(this.link);
  }

  // What will be fetched, which is less than the file that every phone plays.
  showSizes() {
    for (const link of this.links) {
      const lists = this.sets.length ? tracks(this.streams, this.sets[0], link.dataset.quality) : [];
      const rate = lists.reduce((sum, list) => sum + list[list.length - 1].rate, 0);
      if (rate) link.querySelector("small").textContent = `${Math.max((rate * this.seconds) / 8e6, 0.1).toFixed(1)} MB`;
    }
  }

  waysOf(link) {
    const { video, streams, sets } = this, { quality } = link.dataset;
    const lists = sets.map((found) => tracks(streams, found, quality)).filter((list) => list.length);
    const ways = lists.map((list) => () => { this.player = new Player(video, list, this.seconds, () => this.next()); });
    // The browser's own player knows no ceiling: not for those who wish to save.
    if (["standard", "clear"].includes(quality) && video.canPlayType(HLS)) ways.push(() => { video.src = video.dataset.hls; });
    ways.push(() => { video.src = link.href; });
    const isHere = this.kept && this.kept.url === link.href && navigator.serviceWorker && navigator.serviceWorker.controller;
    if (isHere) ways.unshift(() => { video.src = addressOf(link.href); });
    return ways;
  }

  pick(link) {
    this.link = link;
    for (const other of this.links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    this.ways = this.waysOf(link);
    this.next();
  }

  // Begin, or go on where the last way ended, by the next one.
  next() {
    const { video } = this, at = video.currentTime || this.place, way = this.ways.shift();
    if (this.player) this.player.close();
    this.player = null;
    if (!way) return this.giveUp();
    video.defaultPlaybackRate = video.playbackRate;
    way();
    if (at) video.currentTime = at; // before anything is there, this says where to begin
    if (this.wanted) video.play().catch(() => {});
  }

  resume(seconds) {
    if (seconds > 3 && seconds < this.seconds - 2 && this.video.currentTime < 1) this.video.currentTime = seconds;
  }

  // The browser's own controls would show a wheel that turns for ever: the stream is open, and nothing is asked for.
  offer() {
    this.video.controls = this.cover.hidden = false;
  }

  async giveUp() {
    this.wanted = false;
    this.video.pause();
    this.offer();
    let answered = false;
    try {
      answered = (await fetch(this.link.href, { headers: { Range: "bytes=0-0" } })).status < 500;
    } catch {
      // No line: that is what is asked here.
    }
    this.say(answered ? "unplayable" : "line");
  }

  say(trouble) {
    for (const words of document.querySelectorAll("[data-trouble]")) words.hidden = words.dataset.trouble !== trouble;
  }

  again() {
    this.pick(this.link);
    this.video.play().catch(() => {});
  }

  listen() {
    const { video } = this;
    const on = (name, act) => video.addEventListener(name, act);
    let patience = 0;
    const worry = () => {
      clearTimeout(patience);
      patience = setTimeout(() => { if (!video.paused && video.readyState < 3) this.say("line"); }, PATIENCE_MS);
    };
    on("timeupdate", () => { this.place = video.currentTime || this.place; });
    this.cover.addEventListener("click", () => (video.error ? this.again() : video.play().catch(() => {})));
    on("play", () => { this.wanted = video.controls = this.cover.hidden = true; });
    on("pause", () => { this.wanted = Boolean(video.error); }); // a way that fails is no wish to stop
    on("waiting", worry);
    on("playing", () => this.say(""));
    on("play", () => (video.error ? this.again() : worry()));
    on("play", () => { if (video.textTracks.length && !this.captioned) this.captioned = video.textTracks[0].mode = "showing"; });
    on("error", () => {
      if (!video.error) return;
      if (!this.player && video.error.code === MediaError.MEDIA_ERR_NETWORK) this.giveUp();
      else this.next();
    });
    addEventListener("online", () => { if (video.error) this.again(); });
    for (const link of this.links) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        try { localStorage.setItem("quality", link.dataset.quality); } catch { /* no room: for this page alone */ }
        this.pick(link);
        if (this.place) video.play().catch(() => {});
      });
    }
    for (const chapter of document.querySelectorAll("[data-at]")) {
      chapter.addEventListener("click", (event) => {
        event.preventDefault();
        video.currentTime = Number(chapter.dataset.at);
        video.play().catch(() => {});
        video.scrollIntoView({ block: "nearest" });
      });
    }
  }
}
