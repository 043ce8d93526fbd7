// Lists on a page what waits on this phone, with the reason where the platform gave one.
import { waiting } from "./queue.js";

const say = document.querySelector("script[data-watched]").dataset;
const box = document.querySelector("[data-records]");

function line(tag, text, look = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = look;
  return made;
}

async function show() {
  const list = box.querySelector("div");
  const found = await waiting();
  list.textContent = "";
  for (const { item, title, text } of found) {
    const card = line("article", "", "card entry"), inside = line("div", "");
    const what = item.kind === "quiz" ? say.answered : say.watched;
    inside.append(line("p", `${what} · ${new Date(item.at).toLocaleString(document.documentElement.lang)}`, "soft"));
    inside.append(line("h3", title || what));
    if (text) inside.append(line("p", text));
    card.append(inside);
    list.append(card);
  }
  box.hidden = !found.length;
}

show();
setInterval(show, 3000);
