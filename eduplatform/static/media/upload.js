// Takes over the file field of a video form ([data-upload]): the file goes in pieces that survive a lost line, a
// closed laptop and a new sign-in. Without this script the form is sent as it always was.
import { Sender, fingerprint } from "./tus.js";

const SPEED_OVER_MS = 12_000;
const REFRESH_MS = 500;
const running = new Map(); // box -> Uploader
let leaving = false;

class Uploader {
  marks = [];
  note = "";

  constructor(box, form, file) {
    Object.assign(this, { box, form, file, words: box.dataset, shownAt: 0, sent: 0 });
    const replaces = Number(box.dataset.replaces) || null;
    this.sender = new Sender({
      file,
      replaces,
      endpoint: box.dataset.endpoint,
      metadata: { filename: file.name, filetype: file.type, fingerprint: fingerprint(file), replaces: box.dataset.replaces, ...typed(form) },
      token: csrfToken,
      tell: (what, detail) => this.hear(what, detail),
    });
  }

  start() {
    for (const part of this.form.elements) if (!this.box.contains(part) && !part.disabled) this.lock(part);
    this.part("input[type=file]").disabled = true;
    this.part("[data-problem]").hidden = true;
    this.part("[data-sending]").hidden = false;
    this.part("[data-name]").textContent = this.file.name;
    this.say(this.words.starting);
    this.look("run");
    this.draw();
    this.sender.run();
    this.clock = setInterval(() => this.tick(), REFRESH_MS);
  }

  lock(part) {
    part.disabled = true;
    part.dataset.lockedByUpload = "";
  }

  stop() {
    clearInterval(this.clock);
    running.delete(this.box);
    for (const part of this.form.querySelectorAll("[data-locked-by-upload]")) {
      part.disabled = false;
      delete part.dataset.lockedByUpload;
    }
    this.part("input[type=file]").disabled = false;
    this.part("[data-sending]").hidden = true;
  }

  part(selector) {
    return this.box.querySelector(selector);
  }

  tick() {
    if (!this.box.isConnected) { // its dialogue was closed: what was sent waits for the next time
      this.sender.leave();
      this.stop();
    } else this.draw();
  }

  hear(what, detail) {
    if (what === "progress") this.count(detail ?? this.sender.offset);
    else if (what === "back") this.say("");
    else if (what === "paused") this.rest("pause", this.words.paused);
    else if (what === "waiting") this.rest("run", detail.problem ?? this.words.waiting);
    else if (what === "signed-out") this.rest("signed-out", this.words.signedOut);
    else if (what === "whole") this.say(this.words.checking);
    else if (what === "failed") this.fail(detail);
    else if (what === "done") this.finish(detail);
  }

  count(sent) {
    const now = performance.now();
    this.sent = sent;
    this.marks = [...this.marks.filter((mark) => now - mark.at < SPEED_OVER_MS), { at: now, sent }];
    this.draw();
  }

  rest(look, note) {
    this.marks = [];
    this.look(look);
    this.say(note);
  }

  say(note) {
    if (!note && !this.sender?.paused) this.look("run");
    if (note === this.note) return;
    this.note = note;
    this.part("[data-note]").textContent = note;
    this.draw();
  }

  look(name) {
    this.part("[data-pause]").hidden = name !== "run";
    this.part("[data-go-on]").hidden = name !== "pause";
    this.part("[data-sign-in]").hidden = name !== "signed-out";
  }

  draw() {
    const share = this.sent / this.file.size;
    this.part("progress").value = share;
    const words = [filled(this.words.sent, { percent: Math.floor(100 * share), done: size(this.sent), total: size(this.file.size) })];
    const perSecond = this.perSecond();
    if (perSecond > 0 && share < 1) words.push(filled(this.words.speed, { speed: size(perSecond) }), this.left((this.file.size - this.sent) / perSecond));
    this.part("[data-line]").textContent = words.join(" · ");
  }

  perSecond() {
    const first = this.marks[0];
    const seconds = first ? (performance.now() - first.at) / 1000 : 0;
    return seconds > 1 ? Math.max(0, this.sent - first.sent) / seconds : 0;
  }

  left(seconds) {
    const minutes = Math.ceil(seconds / 60);
    if (seconds < 50) return this.words.seconds;
    if (minutes < 60) return filled(this.words.minutes, { minutes });
    return filled(this.words.hours, { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }

  fail({ problem, unreadable }) {
    this.stop();
    const place = this.part("[data-problem]");
    place.lastElementChild.textContent = problem || (unreadable ? this.words.unreadable : this.words.failed);
    place.hidden = false;
  }

  finish(upload) {
    clearInterval(this.clock);
    running.delete(this.box);
    if (this.form.matches(".media-upload")) { // the chooser of a lesson has bound this link to choosing
      const choice = this.part("[data-choice]");
      choice.href = upload.chosen_url;
      choice.click();
      return;
    }
    leaving = true;
    location.assign(upload.edit_url);
  }
}

// What was typed beside the file goes with it; the chooser puts a prefix before the names.
function typed(form) {
  const value = (name) => form.querySelector(`[name$="${name}"]`)?.value.trim() ?? "";
  return { title: value("title"), collection: value("collection"), tags: value("tags") };
}

function csrfToken() {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  // A new sign-in has changed it: the forms of this page would be refused.
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) if (token && field.dataset.token !== token) {
    if (field.dataset.token) field.value = token;
    field.dataset.token = token;
  }
  return token || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "KB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value.toLocaleString(document.documentElement.lang || "zh", { maximumFractionDigits: unit === "KB" ? 0 : 1 })} ${unit}`;
}

function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// Before anybody else hears of it: the button would show a spinner, the chooser would send the whole form.
function takeOver(event) {
  const button = event.type === "click" ? event.target.closest("[type=submit]") : null;
  const form = event.type === "submit" ? event.target : button?.form;
  const box = form?.querySelector("[data-upload]");
  const file = box?.querySelector("input[type=file]").files[0];
  if (!file) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (running.has(box)) return;
  running.set(box, new Uploader(box, form, file));
  running.get(box).start();
}

document.addEventListener("click", takeOver, true);
document.addEventListener("submit", takeOver, true);
document.addEventListener("click", (event) => {
  const uploader = running.get(event.target.closest("[data-upload]"));
  if (!uploader) return;
  if (event.target.closest("[data-pause]")) uploader.sender.pause();
  else if (event.target.closest("[data-go-on]")) uploader.sender.goOn();
  else if (event.target.closest("[data-cancel]")) {
    uploader.sender.cancel();
    uploader.stop();
  }
});
document.addEventListener("change", async (event) => {
  const box = event.target.closest("[data-upload]");
  if (!box || !event.target.files?.length) return;
  const known = await findKnown(box, event.target.files[0]);
  const place = box.querySelector("[data-known]");
  box.querySelector("[data-problem]").hidden = true;
  for (const hint of box.querySelectorAll(".upload-unfinished")) hint.hidden = Boolean(known);
  place.hidden = !known;
  if (known) place.textContent = filled(box.dataset.found, { percent: Math.floor((100 * known.offset) / known.length) });
});

async function findKnown(box, file) {
  const asked = `${box.dataset.endpoint}?fingerprint=${encodeURIComponent(fingerprint(file))}`;
  const answer = await fetch(asked).catch(() => null); // a hint only: without a line there is none
  if (!answer?.ok) return null;
  const replaces = Number(box.dataset.replaces) || null;
  return (await answer.json()).uploads.find((each) => each.length === file.size && each.replaces === replaces);
}

// All is sent: what the page's form would still warn of went with the file.
addEventListener("beforeunload", (event) => {
  if (leaving) event.stopImmediatePropagation();
  else if (running.size) event.preventDefault();
}, true);
