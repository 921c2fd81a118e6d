// The places of a search on this page, and stepping from one to the next, over the page's end too.
export class Marks {
  // `beyond(by)` goes to the next page with the words, if there is one, and says whether it does.
  constructor(viewer, overlay, group, beyond) {
    Object.assign(this, { viewer, overlay, group, beyond, boxes: [], chosen: -1 });
  }

  show(boxes, precisions, elsewhere) {
    this.overlay.clear("mark");
    this.boxes = boxes.map((box, n) => ({ box, rect: this.overlay.add(box, "mark", precisions[n] ?? "word") }));
    this.chosen = -1;
    this.group.hidden = !boxes.length && !elsewhere;
    this.say();
  }

  step(by) {
    const next = this.chosen < 0 && by < 0 ? this.boxes.length - 1 : this.chosen + by;
    if (this.boxes[next]) this.choose(next);
    else if (!this.beyond(by) && this.boxes.length) this.choose((next + this.boxes.length) % this.boxes.length);
  }

  choose(number, immediately = false) {
    this.boxes[this.chosen]?.rect.classList.remove("chosen");
    this.chosen = number;
    const { box, rect } = this.boxes[number];
    rect.classList.add("chosen");
    const still = !window.matchMedia("(prefers-reduced-motion: no-preference)").matches;
    this.overlay.lookAt(box, immediately || still);
    this.say();
  }

  say() {
    this.group.querySelector("output").textContent = `${this.chosen + 1} / ${this.boxes.length}`;
  }
}
