// Without a line: whose turn it is to learn, among those who have signed in on this phone.
import { everybody, isTurnOf } from "./people.js";

// `mine` is the one whom the phone takes it to be, or null.
export async function offerTurn(mine) {
  const box = document.querySelector("[data-turn]");
  const others = (await everybody()).filter(({ who }) => !mine || who !== mine.who);
  if (!box || !others.length) return;
  box.querySelector("p").textContent = mine ? box.dataset.turn.replace("%(name)s", mine.name) : box.dataset.nobody;
  box.querySelector("div").append(...others.map((other) => {
    const button = document.createElement("button");
    button.className = "plain";
    button.textContent = box.dataset.other.replace("%(name)s", other.name);
    button.addEventListener("click", () => isTurnOf(other).then(() => location.reload()));
    return button;
  }));
  box.hidden = false;
}
