// The trainer's phone in a class: shows a code that changes every half minute, and ticks names; both without a line.
import { qrPath } from "./qr.js";
import { Outbox } from "./outbox.js";

const SECONDS = 30, MODULES = 37, DIGITS = 8;
const page = document.querySelector("[data-classroom]");
const { classId, address, csrf, now, late } = page.dataset;
const keys = JSON.parse(document.getElementById("day-keys").textContent);
const drift = Number(now) * 1000 - Date.now(); // a phone's clock may be wrong; the platform's was right when this loaded
const outbox = new Outbox(`class-${classId}`, csrf, answered);
let drawn = 0;

if ("serviceWorker" in navigator) navigator.serviceWorker.register("worker.js", { scope: "./" }).catch(() => null);
page.querySelectorAll("[data-slot]").forEach((list) => list.addEventListener("click", tick));
page.querySelector("[data-choose]").addEventListener("change", showSlot);
outbox.items.forEach((item) => mark(item, "waiting"));
showSlot();
show();
setInterval(show, 1000);
setInterval(() => outbox.send(), 20000);
outbox.send();

function showSlot() {
  const chosen = page.querySelector("[data-choose]").value;
  page.querySelectorAll("[data-slot]").forEach((list) => { list.hidden = list.dataset.slot !== chosen; });
  count();
}

async function show() {
  const second = Math.floor((Date.now() + drift) / 1000), tickNow = Math.floor(second / SECONDS);
  page.querySelector("[data-left]").style.width = `${100 - ((second % SECONDS) * 100) / SECONDS}%`;
  if (tickNow === drawn) return;
  drawn = tickNow;
  const key = crypto.subtle && keys[dayOf(second)]; // browsers make codes on https pages alone
  page.querySelector("[data-code]").hidden = !key;
  page.querySelector("[data-no-code]").hidden = Boolean(key);
  if (!key) return;
  const digits = await codeOf(key, tickNow);
  page.querySelector("[data-digits]").textContent = `${digits.slice(0, 4)} ${digits.slice(4)}`;
  const code = page.querySelector("[data-code] svg");
  code.setAttribute("viewBox", `-4 -4 ${MODULES + 8} ${MODULES + 8}`);
  code.querySelector("path").setAttribute("d", qrPath(`${address}?c=${classId}.${tickNow}.${digits}`));
}

function dayOf(second) { // the platform's days are those of its time zone
  return new Date((second + Number(page.dataset.offset)) * 1000).toISOString().slice(0, 10);
}

async function codeOf(key, tickNow) {
  const bytes = Uint8Array.from(key.match(/../g), (pair) => parseInt(pair, 16));
  const secret = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", secret, new TextEncoder().encode(String(tickNow)));
  const number = new DataView(mac).getBigUint64(0) % 10n ** BigInt(DIGITS);
  return number.toString().padStart(DIGITS, "0");
}

function tick(event) {
  const button = event.target.closest("button[data-learner]");
  if (!button || button.getAttribute("aria-pressed") === "true") return;
  const slot = button.closest("[data-slot]").dataset.slot;
  const item = { kind: "mark", way: "tick", class: Number(classId), learner: Number(button.dataset.learner), slot };
  mark(outbox.put(item), "waiting");
  count();
}

function mark(item, state) {
  const button = page.querySelector(`[data-slot="${item.slot}"] [data-learner="${item.learner}"]`);
  if (!button) return;
  button.setAttribute("aria-pressed", String(state !== "refused"));
  button.dataset.state = state;
}

function answered(item, answer) {
  mark(item, answer.keep ? "waiting" : answer.result === "rejected" ? "refused" : "there");
  if (answer.result === "rejected") page.querySelector("[data-said]").textContent = answer.text;
  count();
}

function count() {
  const list = page.querySelector("[data-slot]:not([hidden])");
  page.querySelector("[data-count]").textContent =
    `${list.querySelectorAll("[aria-pressed=true]").length} / ${list.querySelectorAll("[data-learner]").length}`;
  const waiting = outbox.items.length;
  page.querySelector("[data-waiting]").textContent = waiting ? late.replace("%(count)s", waiting) : "";
}
