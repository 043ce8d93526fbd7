// Reports wait here, on the phone, until the server has answered for each of them.
const KEY = "reports:";

export function uuid() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 15) | 64;
  b[8] = (b[8] & 63) | 128;
  const h = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return h.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Queue {
  // `who` tells learners on one phone apart; `onAnswer(item, answer)` hears every answer.
  constructor(who, csrf, onAnswer) {
    Object.assign(this, { key: KEY + who, csrf, onAnswer, busy: false, timer: 0 });
  }
  items() {
    try { return JSON.parse(localStorage.getItem(this.key)) || []; } catch { return []; }
  }
  keep(items) {
    localStorage.setItem(this.key, JSON.stringify(items));
  }
  add(item) {
    this.keep([...this.items(), { id: uuid(), at: new Date().toISOString(), ...item }]);
    return this.send();
  }
  async send() {
    const items = this.items().slice(0, 100);
    if (this.busy || !items.length) return;
    this.busy = true;
    clearTimeout(this.timer);
    let wait = 30000;
    try {
      const reply = await fetch("/api/v1/sync", {
        method: "POST", keepalive: true,
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify({ version: 1, items }),
      });
      if (!reply.ok) return;
      const { answers } = await reply.json();
      // An account that lost its person may get it back: what was learned meanwhile is not thrown away.
      const final = answers.filter((a) => a.code !== "not_a_learner");
      const answered = new Map(final.map((a) => [a.id, a]));
      if (answered.size) wait = 1000;
      this.keep(this.items().filter((item) => !answered.has(item.id)));
      for (const item of items) if (answered.has(item.id)) this.onAnswer(item, answered.get(item.id));
    } catch {
      // No line: the items stay where they are and go out later.
    } finally {
      this.busy = false;
    }
    if (this.items().length && navigator.onLine) this.timer = setTimeout(() => this.send(), wait);
  }
}
