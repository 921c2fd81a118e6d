// The words of the page, transparent, each at its place over the image: so that they can be selected, copied
// and looked for there. They are set once in pixels of the page and carried onto the screen by one matrix.
const WIDE = 1000; // pixels of the page's width in the layer's own measure

export class Words {
  constructor(viewer, overlay, deep, words, ratio) {
    Object.assign(this, { viewer, overlay, words, ratio, on: false });
    this.layer = document.createElement("div");
    this.layer.className = "words";
    // The same words stand in the text beside the image, where they are read out.
    this.layer.setAttribute("aria-hidden", "true");
    this.layer.hidden = true;
    deep.append(this.layer);
    for (const event of ["update-viewport", "animation", "open", "resize", "rotate"]) {
      viewer.addHandler(event, () => this.draw());
    }
    // On a word a drag selects; beside the words it still moves the page.
    for (const event of ["pointerdown", "mousedown", "touchstart", "click", "dblclick"]) {
      this.layer.addEventListener(event, (happened) => {
        if (happened.target !== this.layer) happened.stopPropagation();
      });
    }
    document.addEventListener("copy", (event) => {
      const text = this.on ? this.chosenText() : "";
      if (!text) return;
      event.clipboardData.setData("text/plain", text);
      event.preventDefault();
    });
  }

  toggle() {
    this.on = !this.on;
    if (this.on && !this.layer.childElementCount) this.set();
    this.layer.hidden = !this.on;
    this.draw();
    return this.on;
  }

  set() {
    const high = WIDE * this.ratio;
    this.layer.style.inlineSize = `${WIDE}px`;
    this.layer.style.blockSize = `${high}px`;
    const pen = document.createElement("canvas").getContext("2d");
    for (const word of this.words) {
      const span = document.createElement("span");
      const text = word.element.textContent;
      const width = (word.x1 - word.x0) * WIDE, height = (word.y1 - word.y0) * high;
      // A word that stands upright on the page, as on a spine, is set along its longer side.
      const along = width >= height || text.length < 3 ? width : height;
      const size = Math.max(1, along === width ? height : width);
      pen.font = `${size}px serif`;
      const stretch = along / Math.max(0.1, pen.measureText(text).width);
      span.textContent = text;
      span.dir = "auto";
      Object.assign(span.style, {
        left: `${word.x0 * WIDE}px`, top: `${word.y0 * high}px`, fontSize: `${size}px`, lineHeight: `${size}px`,
        transform: along === width ? `scaleX(${stretch})` : `translateX(${width}px) rotate(90deg) scaleX(${stretch})`,
      });
      this.layer.append(span, " ");
      word.laid = span;
    }
  }

  draw() {
    if (!this.on || !this.viewer.world.getItemCount()) return;
    const high = WIDE * this.ratio;
    const o = this.overlay.screen(0, 0), a = this.overlay.screen(1, 0), b = this.overlay.screen(0, 1);
    const matrix = [(a.x - o.x) / WIDE, (a.y - o.y) / WIDE, (b.x - o.x) / high, (b.y - o.y) / high, o.x, o.y];
    this.layer.style.transform = `matrix(${matrix.join(",")})`;
  }

  // The words within the selection, on the image or in the text.
  chosen() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0);
    const holds = (element) => element && range.intersectsNode(element) && inside(range, element);
    return this.words.filter((word) => holds(word.element) || (this.on && holds(word.laid)));
  }

  // As one would write it down: lines of the page as lines, paragraphs parted.
  chosenText() {
    const selection = getSelection();
    if (!selection.rangeCount || !this.layer.contains(selection.getRangeAt(0).commonAncestorContainer)) return "";
    let said = "", before = null;
    for (const word of this.chosen()) {
      if (before) said += between(before.element, word.element);
      said += word.element.textContent;
      before = word;
    }
    return said;
  }
}

// An element whose edge is only touched by the selection is not within it.
function inside(range, element) {
  const whole = document.createRange();
  whole.selectNodeContents(element);
  return range.compareBoundaryPoints(Range.END_TO_START, whole) < 0 && range.compareBoundaryPoints(Range.START_TO_END, whole) > 0;
}

function between(one, other) {
  if (one.closest("p, td") !== other.closest("p, td")) {
    return one.closest("tr") && one.closest("tr") === other.closest("tr") ? "\t" : one.closest("table") && one.closest("table") === other.closest("table") ? "\n" : "\n\n";
  }
  if (one.closest(".ln") !== other.closest(".ln")) return "\n";
  const range = document.createRange();
  range.setStartAfter(one);
  range.setEndBefore(other);
  return range.toString();
}
