// The magnified line above the row one is in: cut from the image by the server, wide enough to be read with ease,
// and moved along with the cursor where it is wider than its place.
const READABLE = 38; // pixels that a line is high, at least
const HIGHEST = 120; // of the strip, unless it stands upright
const WIDEST = 4000; // pixels the server gives

export class Glass {
  constructor(crop, ratio, alt) {
    Object.assign(this, { crop, ratio, address: "" }); // ratio: height of the upright page by its width
    this.element = document.createElement("div");
    this.element.className = "glass";
    this.picture = new Image();
    this.picture.decoding = "async";
    this.picture.draggable = false;
    this.picture.alt = alt;
    this.spot = document.createElement("span");
    this.spot.className = "glass-word";
    this.sheet = document.createElement("div");
    this.sheet.append(this.picture, this.spot);
    this.element.append(this.sheet);
  }

  // The strip around a line, for some of what is above and below helps to read it; and its size on the screen.
  measured(line, room) {
    const [x0, y0, x1, y1] = line;
    const tall = (y1 - y0) * this.ratio > 2 * (x1 - x0);
    const across = tall ? 0.35 * (x1 - x0) : 0.012, down = tall ? 0.008 : 0.4 * (y1 - y0);
    const strip = [Math.max(0, x0 - across), Math.max(0, y0 - down), Math.min(1, x1 + across), Math.min(1, y1 + down)];
    const wide = strip[2] - strip[0], high = (strip[3] - strip[1]) * this.ratio;
    const readable = (READABLE * wide) / Math.max(1e-4, (y1 - y0) * this.ratio);
    const width = tall
      ? Math.max(READABLE, Math.min(room, (0.45 * innerHeight * wide) / high))
      : Math.min(Math.max(room, readable), Math.max(readable, (HIGHEST * wide) / high), 4 * room);
    const pixels = Math.min(WIDEST, Math.ceil((width * Math.min(2, devicePixelRatio || 1)) / 100) * 100);
    const address = `${this.crop}?box=${strip.map((v) => v.toFixed(5)).join(",")}&w=${pixels}`;
    return { strip, width, height: (width * high) / wide, tall, address };
  }

  // `share`: how far along the line the cursor is, where no word is known there.
  show(line, word, share) {
    this.element.hidden = !line;
    if (!line) return;
    const { room } = this;
    const { strip, width, height, tall, address } = this.measured(line, room);
    const wide = strip[2] - strip[0], high = strip[3] - strip[1];
    this.element.classList.toggle("tall", tall);
    Object.assign(this.sheet.style, { inlineSize: `${width}px`, blockSize: `${height}px` });
    if (this.address !== address) this.picture.src = this.address = address;
    this.spot.hidden = !word;
    if (word) {
      Object.assign(this.spot.style, {
        left: `${(100 * (word[0] - strip[0])) / wide}%`, top: `${(100 * (word[1] - strip[1])) / high}%`,
        width: `${(100 * (word[2] - word[0])) / wide}%`, height: `${(100 * (word[3] - word[1])) / high}%`,
      });
    }
    const middle = word ? (word[0] + word[2]) / 2 : line[0] + (line[2] - line[0]) * share;
    this.element.scrollLeft = ((middle - strip[0]) / wide) * width - room / 2;
    const along = word ? (word[1] + word[3]) / 2 : line[1] + (line[3] - line[1]) * share;
    this.element.scrollTop = tall ? ((along - strip[1]) / high) * height - this.element.clientHeight / 2 : 0;
  }

  get room() {
    return Math.max(120, (this.element.parentElement?.clientWidth ?? 602) - 2);
  }

  // Asks for a line before one is there.
  foresee(line) {
    if (line) new Image().src = this.measured(line, this.room).address;
  }
}
