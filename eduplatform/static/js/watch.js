// Notes which seconds of a film were really played: one record that grows, kept with every step of the film.
import { union } from "./ranges.js";

const EVERY_MS = 10000;
const MOST_PIECES = 40;
const SKIP_S = 4; // a longer step was no playing

const round = (s) => Math.round(s * 1000) / 1000;

// `keep(seen)` keeps the record as it has grown; `send()` is called when it is worth a request.
export function watch(video, newId, keep, send) {
  let record, from = null, last = 0, since = 0, timer = 0;
  const renew = () => { record = { id: newId(), ranges: [], wall: 0 }; };
  const now = () => performance.now() / 1000; // not the time of day: a clock that is set does not move it

  const grown = () => (from !== null && last > from ? union([...record.ranges, [round(from), round(last)]]) : record.ranges);
  const wall = () => record.wall + (since ? now() - since : 0);
  const note = () => {
    const ranges = grown();
    if (ranges.length) keep({ id: record.id, ranges, position: round(video.currentTime), wall: round(wall()) });
  };
  const close = () => {
    record.ranges = grown();
    from = null;
  };
  const open = () => { from = last = video.currentTime; };
  const rest = () => {
    note();
    if (record.ranges.length >= MOST_PIECES) startAnew();
    send();
  };
  const startAnew = () => {
    const goesOn = from !== null;
    close();
    renew();
    if (since) since = now();
    if (goesOn) open();
  };
  const begin = () => {
    if (from === null) open();
    since = since || now();
    clearInterval(timer);
    timer = setInterval(rest, EVERY_MS);
  };
  const stop = (name) => {
    if (name === "ended" && from !== null) last = Math.max(last, Math.min(video.duration || last, last + 0.5));
    if (name !== "waiting") {
      record.wall = wall();
      since = 0;
      clearInterval(timer);
    }
    close();
    rest();
  };

  renew();
  video.addEventListener("playing", begin);
  video.addEventListener("timeupdate", () => {
    if (from === null || video.seeking) return;
    const step = video.currentTime - last;
    if (step < 0 || step >= SKIP_S) {
      close();
      open();
    }
    last = video.currentTime;
    note();
  });
  video.addEventListener("seeking", close);
  video.addEventListener("seeked", () => { if (!video.paused) open(); });
  for (const name of ["pause", "ended", "waiting"]) video.addEventListener(name, () => stop(name));
  document.addEventListener("visibilitychange", () => { if (document.hidden) rest(); });
  addEventListener("pagehide", rest);
  if (!video.paused && video.readyState > 2) begin();
  return { note, startAnew };
}
