// The trainer's phone in a class: shows a code that changes every half minute, and ticks names; both without a line.
import { offerCamera } from "./camera.js";
import { Cards } from "./classcards.js";
import { PlatformClock } from "./clock.js";
import { Outbox } from "./outbox.js";
import { qrPath } from "./qr.js";

const SECONDS = 30, MODULES = 37, DIGITS = 8;
const page = document.querySelector("[data-classroom]");
const { classId, address, csrf, now, late } = page.dataset;
const whose = page.querySelector("[data-whose]");
const keys = JSON.parse(document.getElementById("day-keys").textContent);
const clock = new PlatformClock(Number(now)), cards = new Cards(classId, csrf);
const outbox = new Outbox(`class-${classId}`, csrf, answered);
let drawn = 0, card = ""; // card: the one in hand, until its people are ticked

if ("serviceWorker" in navigator) keepPage();
page.querySelectorAll("[data-slot]").forEach((list) => list.addEventListener("click", tick));
page.querySelector("[data-choose]").addEventListener("change", showSlot);
page.querySelector("[data-all]").addEventListener("click", putCardAway);
offerCamera({
  button: page.querySelector("[data-scan]"),
  film: page.querySelector("[data-film]"),
  photo: page.querySelector("[data-photo]"),
  onCode: async (text) => take(await cards.whose(text)),
  onPhoto: async (input) => { take(await cards.photographed(input.files[0])); input.value = ""; },
  many: true,
});
outbox.items.forEach((item) => mark(item, "waiting"));
showSlot();
show();
clock.ask("worker.js").then(() => { drawn = 0; });
setInterval(show, 1000);
setInterval(() => outbox.send(), 20000);
outbox.send();

function showSlot() {
  const chosen = page.querySelector("[data-choose]").value;
  page.querySelectorAll("[data-slot]").forEach((list) => { list.hidden = list.dataset.slot !== chosen; });
  putCardAway();
  count();
}

async function show() {
  const second = clock.seconds, tickNow = Math.floor(second / SECONDS);
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

// A page is kept from the second request on; the first came before the worker did.
function keepPage() {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const own = [location.href, ...loaded.filter((name) => name.startsWith(location.origin))];
  navigator.serviceWorker.addEventListener("controllerchange", () => own.forEach((name) => fetch(name).catch(() => null)));
  navigator.serviceWorker.register("worker.js", { scope: "./" }).catch(() => null);
}

function tick(event) {
  const button = event.target.closest("button[data-learner]");
  if (button && button.getAttribute("aria-pressed") !== "true") put(button, card);
}

function put(button, withCard) {
  const { slot } = button.closest("[data-slot]").dataset, learner = Number(button.dataset.learner);
  const way = withCard ? { way: "card", card: withCard } : { way: "tick" };
  mark(outbox.put({ kind: "mark", ...way, class: Number(classId), learner, slot }), "waiting");
  count();
}

function take(found) { // whose card was scanned; null without a line, where nobody can read a photo
  putCardAway();
  say(!found ? page.dataset.noLine : !found.card ? page.dataset.noCard : found.learners?.length === 0 ? page.dataset.nobody : "");
  if (!found?.card || found.learners?.length === 0) return;
  const buttons = [...page.querySelectorAll("[data-slot]:not([hidden]) button[data-learner]")];
  const own = buttons.filter((button) => !found.learners || found.learners.includes(Number(button.dataset.learner)));
  if (found.learners?.length === 1) return own.forEach((button) => there(button, found.card));
  card = found.card;
  whose.hidden = false;
  buttons.forEach((button) => { button.hidden = !own.includes(button); });
  whose.scrollIntoView({ block: "nearest" });
}

function there(button, withCard) {
  if (button.getAttribute("aria-pressed") !== "true") put(button, withCard);
  button.scrollIntoView({ block: "center" });
  say(page.dataset.seen.replace("%(name)s", button.firstChild.textContent.trim()), false);
}

function putCardAway() {
  card = "";
  whose.hidden = true;
  page.querySelectorAll("button[data-learner]").forEach((button) => { button.hidden = false; });
}

function say(text, refused = true) {
  const said = page.querySelector("[data-said]");
  said.textContent = text;
  said.className = refused ? "message error" : "message success";
}

function mark(item, state) {
  const button = page.querySelector(`[data-slot="${item.slot}"] [data-learner="${item.learner}"]`);
  if (!button) return;
  button.setAttribute("aria-pressed", String(state !== "refused"));
  button.dataset.state = state;
}

function answered(item, answer) {
  mark(item, answer.keep ? "waiting" : answer.result === "rejected" ? "refused" : "there");
  if (answer.result === "rejected") say(answer.text);
  count();
}

function count() {
  const list = page.querySelector("[data-slot]:not([hidden])");
  page.querySelector("[data-count]").textContent =
    `${list.querySelectorAll("[aria-pressed=true]").length} / ${list.querySelectorAll("[data-learner]").length}`;
  const waiting = outbox.items.length;
  page.querySelector("[data-waiting]").textContent = waiting ? late.replace("%(count)s", waiting) : "";
}
