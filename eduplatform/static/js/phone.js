// What every page of a villager does: says what waits on this phone, and sends it.
import { isTurnOf } from "./people.js";
import { hear, send, waiting } from "./queue.js";
import { noteSearch, sendSearches } from "./searched.js";

const box = document.querySelector("[data-waiting]");
const me = document.getElementById("me");
const REST_MS = 3000; // the page itself comes first
const leave = document.querySelector("form[action$='/logout/']");
let told = false;

// What went out a moment ago and has grown since does not wait: it goes out with the next turn.
export async function sayWaiting({ sent, tried = new Set() } = {}) {
  const count = (await waiting()).filter(({ item, text }) => text || !tried.has(item.id)).length;
  if (!box || (!count && !told)) return;
  told = true;
  box.firstElementChild.textContent = count ? box.dataset.waiting.replace("%(count)s", count) : box.dataset.done;
  box.lastElementChild.hidden = !count || sent !== "signed_out";
  box.hidden = false;
}

async function start() {
  if (me) await isTurnOf(JSON.parse(me.textContent));
  await sayWaiting();
  await send();
  await noteSearch();
  await sendSearches();
}

hear((news) => { if ("sent" in news && (told || news.sent !== true)) sayWaiting(news); });
addEventListener("online", () => send().then(sendSearches));
if (leave) leave.addEventListener("submit", () => isTurnOf(null));
if (navigator.serviceWorker) {
  const register = () => navigator.onLine && navigator.serviceWorker.register("/sw.js").catch(() => {});
  addEventListener("load", () => setTimeout(register, REST_MS));
}
// Sent first, the records of a lesson are judged by when it was opened before.
export const begun = start();
