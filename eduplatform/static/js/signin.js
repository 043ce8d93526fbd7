// The learner's phone in a class: scans or takes the code of the trainer's phone, and keeps it until there is a line.
import { offerCamera } from "./camera.js";
import { Outbox } from "./outbox.js";

const form = document.querySelector("[data-sign-in]");
const said = document.querySelector("[data-said]");
const { csrf, person, kept, done } = form.dataset;
const outbox = new Outbox("class-codes", csrf, answered);

if ("serviceWorker" in navigator) navigator.serviceWorker.register("worker.js", { scope: "./" }).catch(() => null);
form.addEventListener("submit", (event) => { event.preventDefault(); take(form.elements.c.value); });
if (new URLSearchParams(location.search).get("c")) take(new URLSearchParams(location.search).get("c"));
offerCamera({
  button: document.querySelector("[data-scan]"),
  film: document.querySelector("[data-film]"),
  photo: document.querySelector("[data-photo]"),
  onCode: take,
  onPhoto: () => form.submit(),
});
setInterval(() => outbox.send(), 20000);
outbox.send();

function take(text) {
  const whole = text.match(/(\d+)\.(\d+)\.(\d{8})\s*$/), digits = text.replace(/\D/g, "");
  const chosen = Number(form.elements.class?.value);
  const item = whole
    ? { class: Number(whole[1]), tick: Number(whole[2]), code: whole[3] }
    : digits.length === 8 && chosen ? { class: chosen, code: digits } : null;
  if (!item) return form.elements.c.focus();
  say(kept, false);
  form.elements.c.value = "";
  history.replaceState(null, "", location.pathname); // loading again must not sign in again
  outbox.put({ kind: "code", person, ...item });
}

function answered(_item, answer) {
  const refused = answer.result === "rejected";
  say(refused ? answer.text : done, refused);
}

function say(text, refused) {
  said.hidden = false;
  said.textContent = text;
  said.className = refused ? "message error" : "message";
}
