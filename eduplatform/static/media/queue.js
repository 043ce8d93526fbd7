// Keeps the encoding queue up to date while it is being looked at.
const EVERY_MS = 5000;
const box = document.querySelector("[data-queue]");

setInterval(async () => {
  if (document.hidden || box.contains(document.activeElement)) return; // nobody looks, or somebody is about to press
  const answer = await fetch(box.dataset.queue).catch(() => null);
  if (answer?.ok && !answer.redirected) box.innerHTML = await answer.text();
}, EVERY_MS);
