// The page of what is kept on this phone; the same page is shown for others when there is no line.
import { forget, freeBytes } from "./keep.js";
import { whoseTurn } from "./people.js";
import { heldBytes } from "./pieces.js";
import { megabytes } from "./sizes.js";
import { all } from "./store.js";
import { offerTurn } from "./turn.js";

const box = document.querySelector("[data-kept]");
const say = box.dataset;

function made(tag, text, more = {}) {
  return Object.assign(document.createElement(tag), { textContent: text, ...more });
}

async function card(kept) {
  const held = await heldBytes(kept.url), article = made("article", "", { className: "card entry" });
  const inside = made("div", ""), title = made("h3", "");
  const size = held < kept.size ? `${megabytes(held)} / ${megabytes(kept.size)} · ${say.unfinished}` : megabytes(held);
  title.append(made("a", kept.title, { href: kept.page }));
  const drop = made("button", say.delete, { className: "plain" });
  drop.addEventListener("click", () => forget(kept).then(show));
  inside.append(title, made("p", `${kept.label} · ${size}`, { className: "soft" }), drop);
  article.append(inside);
  return [held, article];
}

async function show() {
  const cards = await Promise.all((await all("lessons")).map(([, kept]) => card(kept)));
  const list = box.querySelector("[data-list]"), sum = cards.reduce((bytes, [held]) => bytes + held, 0);
  list.textContent = "";
  list.append(...cards.map(([, article]) => article));
  box.querySelector("[data-none]").hidden = cards.length > 0;
  const free = await freeBytes();
  const text = free === Infinity ? say.sum : say.sumAndFree;
  box.querySelector("[data-sum]").textContent = text.replace("%(sum)s", megabytes(sum)).replace("%(free)s", megabytes(free));
}

// Shown at the address of another page: that one could not be fetched.
document.querySelector("[data-no-line]").hidden = location.pathname === say.kept;
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
if (location.pathname !== say.kept || !navigator.onLine) whoseTurn().then(offerTurn);
show();
