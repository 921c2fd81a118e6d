// What is written and not saved: kept in the browser at once and in the archive after a pause, so that neither a
// crash nor a sign-out takes it. What is kept says which version it was begun from.
const PAUSE = 2000; // milliseconds after the last change
const AGAIN = 15_000; // until a draft that could not be sent is tried again

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

export class Keeping {
  constructor(address, { page, person }, tell) {
    Object.assign(this, { address, tell, name: `muniment.draft.${person}.${page}`, timer: 0, unsent: null, round: 0 });
    addEventListener("online", () => this.unsent && this.send());
    // Whoever leaves does not wait for the pause.
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.unsent) this.send(true); });
  }

  here() {
    try { return JSON.parse(localStorage.getItem(this.name) ?? "null"); } catch { return null; }
  }

  keep(base, wanted) {
    this.unsent = { base, wanted };
    this.local = true;
    try {
      localStorage.setItem(this.name, JSON.stringify({ base, wanted, at: new Date().toISOString() }));
    } catch { this.local = false; }
    this.tell(this.local ? "keptHere" : "writing");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE);
  }

  async send(leaving = false) {
    clearTimeout(this.timer);
    const sent = this.unsent, round = this.round;
    if (!sent || this.sending) return;
    let arrived;
    this.sending = new Promise((resolve) => { arrived = resolve; });
    const body = JSON.stringify(sent);
    let answer = null;
    try {
      // A browser lets a page that is going away send no more than 64 kB.
      answer = await fetch(this.address, {
        method: "PUT", body, credentials: "same-origin", redirect: "manual", keepalive: leaving && body.length < 60_000,
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      });
    } catch { /* no network: told below */ }
    this.sending = null;
    arrived();
    if (round !== this.round) return; // saved or thrown away meanwhile
    if (answer?.ok) {
      if (this.unsent === sent) {
        this.unsent = null;
        this.tell("kept");
      } else this.timer = setTimeout(() => this.send(), PAUSE);
      return;
    }
    if (!answer || answer.status >= 500 || answer.status === 429) this.tell(this.local ? "offline" : "unkept");
    else if (answer.status === 403) this.tell("signedOut");
    else if (answer.status === 404) this.tell("closed");
    else this.tell(this.local ? "keptHere" : "unkept");
    this.timer = setTimeout(() => this.send(), AGAIN);
  }

  // While the text is saved no draft is on its way: one that came in behind it would be offered for nothing.
  async pause() {
    this.round++;
    clearTimeout(this.timer);
    await this.sending;
  }

  resume() {
    if (this.unsent) this.timer = setTimeout(() => this.send(), PAUSE);
  }

  // Nothing is to be kept any more: it was saved, or thrown away.
  forget() {
    this.round++;
    this.unsent = null;
    clearTimeout(this.timer);
    try { localStorage.removeItem(this.name); } catch { /* nothing was kept */ }
  }

  drop() {
    this.forget();
    return fetch(this.address, { method: "DELETE", headers: { "X-CSRFToken": token() } }).catch(() => null);
  }
}
