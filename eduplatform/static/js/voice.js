// Records a short wish as a small sound file and puts it into the form; where that cannot be, the box stays hidden.
const MOST_MS = 60_000;
const box = document.querySelector("[data-voice]");
const field = document.querySelector("[name=voice]");
const type = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"].find((one) => globalThis.MediaRecorder?.isTypeSupported(one));

if (box && field && type && navigator.mediaDevices && globalThis.DataTransfer) {
  const [button, player] = [box.querySelector("button"), box.querySelector("audio")];
  let recorder = null;
  box.hidden = false;
  button.textContent = box.dataset.record;

  const keep = (parts) => {
    const sound = new Blob(parts, { type: type.split(";")[0] });
    const files = new DataTransfer();
    files.items.add(new File([sound], "wish", { type: sound.type }));
    field.files = files.files;
    player.src = URL.createObjectURL(sound);
    player.hidden = false;
    button.textContent = box.dataset.again;
  };

  const start = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 16_000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      recorder = null;
      keep(parts);
    };
    recorder.start();
    button.textContent = box.dataset.stop;
    setTimeout(() => recorder?.state === "recording" && recorder.stop(), MOST_MS);
  };

  button.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else start().catch(() => (button.textContent = box.dataset.refused));
  });
}
