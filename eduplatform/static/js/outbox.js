// Keeps sign-ins on this phone until each is answered, and sends them when there is a line.
const MOST = 100;

export class Outbox {
  constructor(name, csrf, onAnswer) {
    Object.assign(this, { name, csrf, onAnswer, busy: false });
    addEventListener("online", () => this.send());
  }

  get items() {
    try { return JSON.parse(localStorage.getItem(this.name)) || []; } catch { return []; }
  }

  keep(items) {
    try { localStorage.setItem(this.name, JSON.stringify(items)); } catch { /* no room: it is sent at once or lost */ }
  }

  put(item) {
    const whole = { id: newId(), at: new Date().toISOString(), ...item };
    this.keep([...this.items, whole]);
    this.send();
    return whole;
  }

  async send() {
    const items = this.items.slice(0, MOST);
    if (this.busy || !items.length) return;
    this.busy = true;
    const answer = await fetch("/api/v1/classes/sign-ins", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      // What the clock says now puts right what it said then.
      body: JSON.stringify({ version: 1, items: items.map((item) => ({ ...item, sent: new Date().toISOString() })) }),
    }).catch(() => null);
    this.busy = false;
    if (!answer?.ok) return;
    this.settle(items, (await answer.json()).answers);
  }

  settle(items, answers) {
    const kept = new Set(items.filter((_, at) => answers[at].keep).map((item) => item.id));
    const done = new Set(items.map((item) => item.id).filter((id) => !kept.has(id)));
    this.keep(this.items.filter((item) => !done.has(item.id)));
    items.forEach((item, at) => this.onAnswer(item, answers[at]));
    if (this.items.length > kept.size) this.send();
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
