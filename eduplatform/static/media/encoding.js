// Keeps each [data-encoding] box up to date: asks only while work is open or another video was chosen.
const EVERY_MS = 2000;

for (const box of document.querySelectorAll("[data-encoding]")) {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault(); // the box may lie within the form of a lesson
    act(box, button);
  });
  follow(box);
}

async function follow(box) {
  const chosen = chosenVideo(box);
  const changed = chosen !== box.dataset.video;
  if (!document.hidden && chosen && (changed || box.querySelector("[data-open]"))) {
    if (await show(box, fetch(box.dataset.url.replace("/0/", `/${chosen}/`)))) box.dataset.video = chosen;
  } else if (changed && !chosen) {
    box.querySelector("[data-shown]").replaceChildren();
    box.dataset.video = "";
  }
  setTimeout(follow, EVERY_MS, box);
}

function chosenVideo(box) {
  const field = box.dataset.field && document.getElementsByName(box.dataset.field)[0];
  return field ? field.value : box.dataset.video;
}

function act(box, button) {
  button.disabled = true;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token, "X-Requested-With": "fetch" };
  show(box, fetch(button.formAction, { method: "POST", headers })).finally(() => { button.disabled = false; });
}

async function show(box, asked) {
  const answer = await asked.catch(() => null); // the line may be gone: the next round asks again
  if (!answer?.ok || answer.redirected) return false; // to the sign-in, which is no state of a video
  const shown = box.querySelector("[data-shown]");
  const before = shown.querySelector("[data-state]")?.dataset.state;
  const focused = shown.contains(document.activeElement) && document.activeElement.getAttribute("formaction");
  shown.innerHTML = await answer.text();
  if (focused) shown.querySelector(`[formaction="${focused}"]`)?.focus();
  // Read aloud when something has happened, not at every percent.
  if (shown.querySelector("[data-state]").dataset.state !== before) box.querySelector("[data-said]").textContent = shown.querySelector("p").textContent;
  return true;
}
