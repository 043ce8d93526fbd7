// Sends one file to a tus 1.0.0 server and does not give up; knows nothing of the page.
// `tell(what, detail)`: progress, paused, waiting, signed-out, back, whole, done, failed.
const VERSION = "1.0.0";
const SMALLEST = 256 * 1024;
const LARGEST = 8 * 1024 * 1024;
const CHUNK_S = 4; // so long a chunk should take: what a broken line loses is at most that
const SILENT_MS = 30_000;
const LONGEST_WAIT_MS = 30_000;
const LOOK_MS = 3_000;
const RESTARTS = 3;
const TRIES_SIGNED_IN = 10;
// What trying again cannot mend; the server says in words what can.
const FINAL = [400, 403, 405, 412, 413, 415, 429, 507];

// FNV-1a, as it stands in addresses and so in logs, where the names of files, which may be people's, must not.
export function fingerprint({ name, size, lastModified, type }) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(JSON.stringify([name, size, lastModified, type]))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}

class Trouble extends Error {
  constructor(status, answer = {}) {
    super(`${status} ${answer.code ?? ""}`);
    this.status = status;
    this.answer = answer;
  }
}

export class Sender {
  offset = 0;
  chunk = 2 * SMALLEST;
  failures = 0;
  restarts = 0;
  paused = false;
  ended = false;

  constructor({ file, endpoint, metadata, replaces, token, tell }) {
    Object.assign(this, { file, endpoint, metadata, replaces, token, tell });
  }

  async run() {
    while (!this.ended) {
      try {
        if (this.paused) await this.pauseEnds();
        else if (!this.address) await this.find();
        else if (this.unsure) await this.ask();
        else if (this.offset < this.file.size) await this.sendChunk();
        else return await this.outcome();
      } catch (trouble) {
        this.unsure = true;
        if (!this.ended && !this.paused) await this.mend(trouble);
      }
    }
  }

  // The chunk that is on its way may arrive: it takes a few seconds, and would be sent again otherwise.
  pause() {
    this.paused = true;
    this.wake?.();
    this.tell("paused");
  }

  goOn() {
    this.paused = false;
    this.failures = 0;
    this.tell("back");
    this.wake?.();
  }

  leave() {
    this.ended = true;
    this.request?.abort();
    this.wake?.();
  }

  async cancel() {
    this.leave();
    if (this.address) await this.send("DELETE", this.address).catch(() => null); // else it expires
  }

  // --- one step each; whatever goes wrong is a Trouble
  async find() {
    const asked = `${this.endpoint}?fingerprint=${encodeURIComponent(fingerprint(this.file))}`;
    const { uploads } = (await this.send("GET", asked)).body;
    const same = (each) => each.length === this.file.size && each.replaces === this.replaces;
    const known = uploads.find(same);
    this.address = known?.address ?? (await this.create());
    this.offset = known?.offset ?? 0;
    this.tell("progress");
  }

  async create() {
    const pairs = Object.entries(this.metadata).filter(([, value]) => value);
    const metadata = pairs.map(([key, value]) => `${key} ${base64(new TextEncoder().encode(value))}`).join(",");
    const headers = { "Upload-Length": this.file.size, "Upload-Metadata": metadata };
    return (await this.send("POST", this.endpoint, headers)).header("Location");
  }

  async ask() {
    const answer = await this.send("HEAD", this.address);
    this.offset = Number(answer.header("Upload-Offset"));
    this.unsure = false;
    this.tell("progress");
  }

  async sendChunk() {
    const piece = this.file.slice(this.offset, this.offset + this.chunk);
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": this.offset };
    const checksum = await this.checksum(piece);
    if (checksum) headers["Upload-Checksum"] = checksum;
    const began = performance.now();
    const answer = await this.send("PATCH", this.address, headers, piece);
    this.offset = Number(answer.header("Upload-Offset"));
    this.failures = 0;
    const perSecond = piece.size / Math.max(0.01, (performance.now() - began) / 1000);
    // Not at once, as the first bytes go no further than the buffers of this computer.
    this.chunk = Math.round(Math.min(LARGEST, 2 * this.chunk, Math.max(SMALLEST, perSecond * CHUNK_S)));
    if (!this.paused) this.tell("back");
    this.tell("progress");
  }

  async checksum(piece) {
    const bytes = await piece.arrayBuffer().catch(() => { throw new Trouble(-1); });
    if (!globalThis.crypto?.subtle) return null; // only where the page came over HTTPS
    return `sha256 ${base64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))}`;
  }

  async outcome() {
    this.tell("whole");
    const { body } = await this.send("GET", `${this.address}/state`);
    if (body.state === "open") throw new Trouble(0); // a server that was stopped in the middle looks again by itself
    this.ended = true;
    this.tell(body.state === "done" ? "done" : "failed", body);
  }

  // --- when something went wrong
  async mend({ status, answer }) {
    this.chunk = Math.max(SMALLEST, this.chunk / 2);
    this.failures += 1;
    const signedOut = status === 401 || (status === 403 && !answer.code); // 403 of its own: the session's token
    if (signedOut && this.failures < TRIES_SIGNED_IN) return this.signInAgain();
    if (status === 404 || status === 410) {
      this.address = null;
      this.restarts += 1;
    }
    if (status === -1 || FINAL.includes(status) || this.restarts > RESTARTS) {
      this.ended = true;
      this.tell("failed", { problem: answer.problem, unreadable: status === -1 });
    } else {
      if (status !== 409) this.tell("waiting", answer);
      await this.wait(Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.failures) * (0.75 + Math.random() / 2));
    }
  }

  async signInAgain() {
    this.tell("signed-out");
    while (!this.ended) {
      await this.wait(LOOK_MS);
      const answer = await this.send("GET", this.endpoint).catch((trouble) => trouble);
      if (answer.status === 200) return this.tell("back");
      if (answer.status === 403) { // somebody else, who may not
        this.ended = true;
        this.tell("failed", answer.answer);
      }
    }
  }

  async pauseEnds() {
    await new Promise((resolve) => { this.wake = resolve; });
  }

  async wait(milliseconds) {
    await new Promise((resolve) => {
      this.wake = resolve;
      const timer = setTimeout(resolve, milliseconds);
      for (const name of ["online", "focus"]) addEventListener(name, () => { clearTimeout(timer); resolve(); }, { once: true });
    });
  }

  // XMLHttpRequest, because fetch does not tell how much of a body is sent.
  send(method, address, headers = {}, body = null) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let silence = setTimeout(() => request.abort(), SILENT_MS);
      const sign = () => { clearTimeout(silence); silence = setTimeout(() => request.abort(), SILENT_MS); };
      request.open(method, address);
      const all = { "Tus-Resumable": VERSION, "X-CSRFToken": this.token(), Accept: "application/json", ...headers };
      for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => { sign(); if (body) this.tell("progress", this.offset + event.loaded); };
      request.onprogress = sign;
      request.onloadend = () => {
        clearTimeout(silence);
        const answer = { status: request.status, header: (name) => request.getResponseHeader(name), body: parsed(request) };
        if (request.status >= 200 && request.status < 300) resolve(answer);
        else reject(new Trouble(request.status, answer.body ?? {}));
      };
      this.request = request;
      request.send(body);
    });
  }
}

function parsed(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function base64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
