// The personal part of a lesson page: resume, what was watched, the quiz. The page itself is the same for everyone.
import { Queue } from "./queue.js";
import { quiz } from "./quiz.js";
import { watch } from "./watch.js";

const me = document.querySelector("script[data-lesson]");
const say = me.dataset;
const lesson = Number(say.lesson);
const video = document.querySelector("video");
const progress = document.querySelector("[data-progress]");
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]).replace("%%", "%");

let shown;

function showProgress(state, waiting = 0) {
  progress.hidden = false;
  progress.querySelector("i").style.width = `${state.completed ? 100 : state.percent}%`;
  const lines = [state.completed ? say.learned : fill(say.watched, { percent: state.percent })];
  if (state.course) lines.push(fill(say.course, state.course));
  if (waiting) lines.push(fill(say.waiting, { count: waiting }));
  shown = state;
  progress.querySelector("p").innerText = lines.join("\n");
}

function chooseQuality() {
  const links = [...document.querySelectorAll("[data-quality]")];
  const pick = (link) => {
    const at = video.currentTime, playing = !video.paused;
    const hls = link.dataset.quality === "standard" && video.dataset.hls && video.canPlayType("application/vnd.apple.mpegurl");
    video.src = hls ? video.dataset.hls : link.href;
    if (at) video.addEventListener("loadedmetadata", () => { video.currentTime = at; }, { once: true });
    if (playing || at) video.play();
    for (const other of links) other.toggleAttribute("aria-current", other === link);
    localStorage.setItem("quality", link.dataset.quality);
  };
  for (const link of links) link.addEventListener("click", (event) => { event.preventDefault(); pick(link); });
  const kept = links.find((link) => link.dataset.quality === localStorage.getItem("quality"));
  if (kept && kept.dataset.quality !== "saver") pick(kept);
}

function tellTrouble() {
  const trouble = document.querySelector("[data-trouble]");
  let at = 0;
  video.addEventListener("timeupdate", () => { at = video.currentTime || at; });
  video.addEventListener("error", () => { trouble.hidden = false; });
  video.addEventListener("playing", () => { trouble.hidden = true; });
  video.addEventListener("play", () => {
    if (!video.error) return;
    video.load();
    video.currentTime = at;
    video.play();
  });
}

function resumeAt(seconds) {
  if (!(seconds > 3)) return;
  const jump = () => { if (video.currentTime < 1 && seconds < video.duration - 2) video.currentTime = seconds; };
  if (video.readyState) jump();
  else video.addEventListener("loadedmetadata", jump, { once: true });
}

async function start() {
  if (video) { chooseQuality(); tellTrouble(); }
  let mine;
  try { mine = await (await fetch(`/api/v1/lessons/${lesson}/me`)).json(); } catch { return; }
  const signIn = document.querySelector("[data-sign-in]");
  if (!mine.signed_in) { signIn.hidden = false; return; }
  if (!mine.registered) { signIn.hidden = false; signIn.textContent = say.notYours; return; }
  showProgress(mine);
  let showQuiz = () => {};
  const queue = new Queue(mine.who, mine.csrf, (item, answer) => {
    if (answer.lesson && item.lesson === lesson) showProgress(answer.lesson, queue.items().length);
    if (item.kind === "quiz") {
      const rejected = answer.result === "rejected";
      const passed = answer.quiz && answer.quiz.passed;
      showQuiz({ text: rejected ? answer.text : passed ? say.passed : say.failed, passed, wrong: answer.quiz && answer.quiz.wrong });
    }
  });
  const report = async (done) => {
    await queue.add({ lesson, ...done });
    const waiting = queue.items().length;
    if (waiting && !queue.busy) showProgress(shown, waiting);
  };
  if (video) { watch(video, (seen) => report({ kind: "watched", ...seen })); resumeAt(mine.position); }
  const box = document.querySelector("[data-quiz]");
  if (box) {
    showQuiz = quiz(box, (answers) => {
      report({ kind: "quiz", answers }).then(() => { if (!navigator.onLine) showQuiz({ text: say.kept }); });
    });
  }
  addEventListener("online", () => queue.send());
  queue.send();
}

start();
