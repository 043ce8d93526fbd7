// The personal part of a lesson page: resume, what was watched, the quiz. The page itself is the same for everyone.
import { Film } from "./film.js";
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

async function start() {
  const film = video && new Film(video, JSON.parse(document.getElementById("streams").textContent));
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
  if (video) { watch(video, (seen) => report({ kind: "watched", ...seen })); film.resume(mine.position); }
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
