// The platform's clock on a phone whose own may be wrong, also when the page comes from what was kept days ago.
const NAME = "platform-clock";

export class PlatformClock {
  constructor(said) { // seconds, as the page says; a page that was kept says less than is true
    this.drift = Math.max(said * 1000 - Date.now(), kept() ?? -Infinity);
    this.keep(this.drift);
  }

  get seconds() {
    return Math.floor((Date.now() + this.drift) / 1000);
  }

  async ask(address) { // HEAD passes by the service worker: what answers is the platform, now
    const answer = await fetch(address, { method: "HEAD", cache: "no-store" }).catch(() => null);
    const now = Date.parse(answer?.ok ? answer.headers.get("Date") : "");
    if (now) this.keep(now - Date.now());
  }

  keep(drift) {
    this.drift = drift;
    try { localStorage.setItem(NAME, String(drift)); } catch { /* no room: until the page is left */ }
  }
}

function kept() {
  try {
    const text = localStorage.getItem(NAME);
    return text === null ? null : Number(text);
  } catch { return null; }
}
