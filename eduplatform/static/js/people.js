// Who learns on this phone: each person by a token of this phone, kept for when there is no line.
import { all, change, get, put } from "./store.js";

const NOW = ""; // whose turn it is

const shown = ({ who, person, name }) => ({ who, person, name });

// The one whom the platform says is signed in; null for nobody.
export async function isTurnOf(mine) {
  if (mine) await put("people", mine.who, shown(mine));
  await put("people", NOW, { who: mine ? mine.who : null });
}

export async function whoseTurn() {
  const now = await get("people", NOW);
  return now && now.who ? (await get("people", now.who)) || null : null;
}

export async function everybody() {
  return (await all("people")).filter(([who]) => who !== NOW).map(([, person]) => person);
}

// How far somebody is in a lesson, as the platform said last.
export async function standing(who, lesson) {
  return get("standings", `${who}/${lesson}`);
}

export async function hasReached(who, lesson, state) {
  return change("standings", `${who}/${lesson}`, (before) => ({ ...before, ...state }));
}
