// Sends files, a few at a time, over tus; what breaks goes on by itself, for as long as it takes.
const AT_ONCE = 2;
const CHUNK = 8 << 20; // no request holds the server longer than one piece takes
const DELAYS = [0, 500, 1500, 3000];
const AGAIN = 4000; // after all those: the connection is looked for this often

const status = (error) => error.originalResponse?.getStatus() ?? 0;
const mayPass = (error) => [0, 409, 423, 460].includes(status(error)) || (status(error) >= 500 && status(error) !== 507);

export class Queue {
  // `told(item)` is called whenever something about an item changes.
  constructor(token, told) {
    Object.assign(this, { token, told, items: [], paused: false });
    window.addEventListener("online", () => this.items.filter((item) => item.state === "offline").forEach((item) => this.#go(item)));
  }

  add(item) {
    item.sent ??= 0;
    item.state = "waits";
    this.items.push(item);
  }

  next() {
    if (this.paused) return;
    const busy = this.items.filter((item) => ["arriving", "offline"].includes(item.state)).length;
    this.items.filter((item) => item.state === "waits").slice(0, Math.max(0, AT_ONCE - busy)).forEach((item) => this.#go(item));
  }

  pause() {
    this.paused = true;
    for (const item of this.items.filter(({ state }) => ["arriving", "offline"].includes(state))) {
      clearTimeout(item.timer);
      item.upload.abort();
      this.#set(item, "paused");
    }
  }

  resume() {
    this.paused = false;
    for (const item of this.items.filter(({ state }) => ["paused", "unknown"].includes(state))) {
      delete item.upload; // it would send what it was made with
      this.#set(item, "waits");
    }
    this.next();
  }

  async cancel(item) {
    clearTimeout(item.timer);
    await item.upload?.abort();
    this.#set(item, "cancelled");
    this.next();
    await tus.Upload.terminate(item.url, this.#options()).catch(() => {}); // what is left there expires
  }

  get open() {
    return this.items.filter(({ state }) => ["waits", "arriving", "offline", "paused"].includes(state)).length;
  }

  #set(item, state, why = "") {
    Object.assign(item, { state, why });
    this.told(item);
  }

  #options() {
    return { headers: { "X-CSRFToken": this.token }, retryDelays: DELAYS };
  }

  #go(item) {
    clearTimeout(item.timer);
    this.#set(item, "arriving");
    item.upload ??= new tus.Upload(item.file, {
      ...this.#options(),
      uploadUrl: item.url,
      chunkSize: CHUNK,
      storeFingerprintForResuming: false, // the archive itself knows how far each file is
      onShouldRetry: (error) => mayPass(error) && navigator.onLine,
      onProgress: (sent) => {
        item.sent = sent;
        this.told(item);
      },
      onSuccess: () => {
        item.sent = item.file.size;
        this.#set(item, "come");
        this.next();
      },
      onError: (error) => this.#failed(item, error),
    });
    item.upload.start();
  }

  #failed(item, error) {
    if (item.state === "cancelled" || item.state === "paused") return;
    if (mayPass(error)) {
      this.#set(item, "offline");
      item.timer = setTimeout(() => this.#go(item), AGAIN);
      return;
    }
    const gone = [403, 404, 410].includes(status(error));
    this.#set(item, gone ? "unknown" : "failed", error.originalResponse?.getBody?.() || `${status(error)}`);
    this.next();
  }
}
