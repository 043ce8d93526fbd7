// Notes which seconds of a video were really played, and hands them over every few seconds.
const EVERY_MS = 10000;

export function watch(video, report) {
  let ranges = [], from = null, last = 0, wall = 0, since = 0, timer = 0;
  const close = () => {
    if (from !== null && last > from) ranges.push([round(from), round(last)]);
    from = null;
  };
  const round = (s) => Math.round(s * 1000) / 1000;
  const flush = () => {
    const open = from !== null;
    close();
    if (since) { wall += (performance.now() - since) / 1000; since = video.paused ? 0 : performance.now(); }
    if (ranges.length) report({ ranges, position: round(video.currentTime), wall: round(wall) });
    ranges = []; wall = 0;
    if (open && !video.paused) from = last = video.currentTime;
  };
  video.addEventListener("playing", () => {
    from = last = video.currentTime;
    since = since || performance.now();
    clearInterval(timer);
    timer = setInterval(flush, EVERY_MS);
  });
  video.addEventListener("timeupdate", () => {
    if (from === null || video.seeking) return;
    const step = video.currentTime - last;
    if (step >= 0 && step < 4) last = video.currentTime;
    else { close(); from = last = video.currentTime; }
  });
  video.addEventListener("seeking", close);
  video.addEventListener("seeked", () => { if (!video.paused) from = last = video.currentTime; });
  for (const name of ["pause", "ended", "waiting"]) {
    video.addEventListener(name, () => {
      if (name === "ended" && from !== null) last = Math.max(last, Math.min(video.duration || last, last + 0.5));
      flush();
      if (name !== "waiting") { clearInterval(timer); since = 0; }
    });
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  addEventListener("pagehide", flush);
}
