// The personal part of a lesson page: resume, what was watched, the quiz. The page itself is the same for everyone.
import { Film } from "./film.js";
import { offerToKeep } from "./keeping.js";
import { hasReached, isTurnOf, standing, whoseTurn } from "./people.js";
import { begun, sayWaiting } from "./phone.js";
import { hear, keep, send, setClock, uuid, waiting } from "./queue.js";
import { quiz } from "./quiz.js";
import { percentOf } from "./ranges.js";
import { offerTurn } from "./turn.js";
import { watch } from "./watch.js";

const PATIENCE_MS = 20000;
const me = document.querySelector("script[data-lesson]");
const say = me.dataset;
const lesson = Number(say.lesson);
const title = document.querySelector("h1").textContent;
const video = document.querySelector("video");
const progress = document.querySelector("[data-progress]");
const signIn = document.querySelector("[data-sign-in]");
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]).replace("%%", "%");

let mine = null, seen = null, remembered = null, asking = true;

function showProgress(state) {
  Object.assign(mine, state);
  progress.hidden = false;
  progress.querySelector("i").style.width = `${mine.completed ? 100 : mine.percent}%`;
  const lines = [mine.completed ? say.learned : fill(say.watched, { percent: mine.percent })];
  if (mine.course) lines.push(fill(say.course, mine.course));
  progress.querySelector("p").innerText = lines.join("\n");
}

// From the platform, or without a line as this phone remembers it; null for somebody who is not known here.
async function personalPart() {
  const job = new AbortController();
  setTimeout(() => job.abort(), PATIENCE_MS);
  let reply, told;
  try {
    reply = await fetch(`/api/v1/lessons/${lesson}/me`, { signal: job.signal });
    if (!reply.ok) throw new Error(reply.status);
    told = await reply.json(); // the line may break within the answer
  } catch {
    const person = await whoseTurn();
    await offerTurn(person);
    return person && { percent: 0, ...(await standing(person.who, lesson)), ...person };
  }
  setClock(reply);
  await isTurnOf(told.registered ? told : null);
  if (told.registered) {
    await hasReached(told.who, lesson, told);
    return told;
  }
  signIn.hidden = false;
  if (told.signed_in) signIn.textContent = say.notYours;
  return null;
}

function reached(state) {
  showProgress(state);
  hasReached(mine.who, lesson, state);
}

// A page that is left before the platform has answered keeps what was seen, as it would without a line.
function report(item) {
  const by = mine || (asking && document.hidden && remembered);
  return by && keep({ ...item, lesson }, by, title);
}

// What has been watched without a line counts on the screen already.
async function showOwn() {
  if (!mine || !video) return;
  const own = (await waiting()).filter(({ item, who }) => item.lesson === lesson && who === mine.who && item.ranges);
  const ranges = [...(mine.ranges || []), ...own.flatMap(({ item }) => item.ranges)];
  showProgress({ percent: Math.max(mine.percent, percentOf(ranges, Number(video.dataset.duration))) });
}

async function sendSoon() {
  if (!mine) return;
  if (video) await hasReached(mine.who, lesson, { position: video.currentTime });
  await send();
}

async function start() {
  const film = video && new Film(video, JSON.parse(document.getElementById("streams").textContent));
  const watched = video && watch(video, uuid, (done) => { seen = done; report({ kind: "watched", ...done }); }, sendSoon);
  if (film) film.begun.then(() => offerToKeep(lesson, film));
  whoseTurn().then((person) => { remembered = person; });
  await Promise.race([begun, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  mine = await personalPart();
  asking = false;
  if (!mine) return;
  showProgress(mine);
  let showQuiz = () => {};
  hear(({ record, answer, sent }) => {
    if (sent === false) showOwn();
    if (!answer || record.item.lesson !== lesson || record.who !== mine.who) return;
    if (answer.lesson) reached(answer.lesson);
    if (record.item.kind === "quiz") showQuiz(verdict(answer));
    else if (answer.result === "rejected" && seen && seen.id === record.item.id) watched.startAnew();
  });
  if (watched) { watched.note(); film.resume(mine.position); }
  const box = document.querySelector("[data-quiz]");
  if (box) showQuiz = quiz(box, (answers) => arrive(answers).then((sent) => sent || showQuiz({ text: say.kept })));
  if (!navigator.onLine) sayWaiting();
  sendSoon();
}

function verdict(answer) {
  if (answer.result === "rejected") return { text: answer.text };
  const { passed, wrong } = answer.quiz;
  return { text: passed ? say.passed : say.failed, passed, wrong };
}

// Whether the answers have arrived.
async function arrive(answers) {
  const id = uuid();
  await report({ id, kind: "quiz", answers });
  await send();
  return !(await waiting()).some(({ item }) => item.id === id);
}

start();
