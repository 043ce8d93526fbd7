// Reads places off the player: [data-take] into a field, [data-take-line] into a new line, [data-go] plays from one.
// All places count from the beginning of the uploaded file; the player may start later by data-offset seconds.
const player = document.querySelector("[data-player]");
const video = player?.querySelector("video");
const offset = Number(player?.dataset.offset || 0);

if (video) {
  document.documentElement.classList.add("with-script");
  const shown = player.querySelector("[data-place]");
  for (const name of ["timeupdate", "seeked", "loadedmetadata"]) {
    video.addEventListener(name, () => { shown.value = written(place()); });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take], [data-take-line], [data-go]");
    if (!button) return;
    const row = button.closest("[data-row]");
    if ("go" in button.dataset) play(row.querySelector("[data-time]").value);
    else if ("takeLine" in button.dataset) addLine(document.getElementById(button.dataset.takeLine));
    else put(button.dataset.take ? document.getElementById(button.dataset.take) : button.parentElement.querySelector("[data-time]"));
  });
}

function place() {
  return Math.floor((video.currentTime + offset) * 10) / 10;
}

function written(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${(tenths % 600 / 10).toFixed(1).padStart(4, "0")}`;
}

function put(field) {
  field.value = written(place());
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function addLine(field) {
  const before = field.value.trimEnd();
  field.value = `${before}${before ? "\n" : ""}${written(place())} `;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

function play(text) {
  const seconds = text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) - offset;
  if (Number.isNaN(seconds)) return;
  video.currentTime = Math.max(0, seconds);
  video.play();
}
