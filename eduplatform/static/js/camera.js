// Reads QR codes with the camera: by itself where the browser can, else from a photo that the platform reads.
const LOOK_MS = 300, SAME_AGAIN_MS = 4000;

export async function offerCamera({ button, film, photo, onCode, onPhoto, many = false }) {
  const input = photo.querySelector("input");
  input.addEventListener("change", () => input.files.length && onPhoto(input));
  const able = "BarcodeDetector" in window && navigator.mediaDevices
    && (await BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code");
  button.hidden = !able;
  photo.hidden = able;
  if (able) button.addEventListener("click", () => (film.srcObject ? stop(film) : look(film, photo, onCode, many)));
}

async function look(film, photo, onCode, many) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) { photo.hidden = false; return; } // the camera was refused: a photo may be allowed
  film.srcObject = stream;
  film.hidden = false;
  await film.play();
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let last = "", at = 0;
  while (film.srcObject === stream) {
    const [found] = await detector.detect(film).catch(() => []);
    if (found && (found.rawValue !== last || Date.now() - at > SAME_AGAIN_MS)) {
      [last, at] = [found.rawValue, Date.now()];
      if (!many) stop(film);
      onCode(found.rawValue);
    }
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

function stop(film) {
  film.srcObject?.getTracks().forEach((track) => track.stop());
  film.srcObject = null;
  film.hidden = true;
}
