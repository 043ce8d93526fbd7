// Reads the page aloud with the browser's own voice, piece by piece; a second tap stops it. Loaded by the first tap.
const VOICES_WITHIN_MS = 1500;
const PIECES = "h1, h2, h3, p, li, legend, label, summary, a, button";
const button = document.querySelector(".aloud");
const language = document.documentElement.lang.slice(0, 2);
let turn = 0;

// What is seen, the innermost parts only, so that nothing is said twice.
function pieces() {
  const found = [...document.querySelectorAll("main *")].filter((e) => e.matches(PIECES) && e.offsetParent);
  return found.filter((e) => e.innerText.trim() && (e.matches("a, button") || !e.querySelector(PIECES)) && !e.parentElement.closest("a, button"));
}

// Some browsers know their voices only a moment later.
function voices() {
  const known = () => speechSynthesis.getVoices().filter((v) => v.lang.toLowerCase().startsWith(language));
  if (known().length) return Promise.resolve(known());
  return new Promise((done) => {
    speechSynthesis.addEventListener("voiceschanged", () => done(known()), { once: true });
    setTimeout(() => done(known()), VOICES_WITHIN_MS);
  });
}

function say(piece, voice) {
  return new Promise((done) => {
    const words = new SpeechSynthesisUtterance(piece.innerText.trim());
    Object.assign(words, { voice, lang: voice.lang, rate: 0.9, onend: done, onerror: done });
    speechSynthesis.speak(words);
  });
}

async function read() {
  const mine = ++turn;
  button.setAttribute("aria-pressed", "true");
  const [voice] = await voices();
  document.querySelector("[data-voiceless]").hidden = Boolean(voice);
  for (const piece of voice ? pieces() : []) {
    if (mine !== turn) return;
    piece.classList.add("reading");
    piece.scrollIntoView({ block: "nearest" });
    await say(piece, voice);
    piece.classList.remove("reading");
  }
  if (mine === turn) stop();
}

function stop() {
  turn += 1;
  button.setAttribute("aria-pressed", "false");
  speechSynthesis.cancel();
}

button.onclick = () => (button.getAttribute("aria-pressed") === "true" ? stop() : read());
addEventListener("pagehide", stop);
read();
