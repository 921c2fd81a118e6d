// The places of a search on this page, and stepping from one to the next.
export class Marks {
  constructor(viewer, overlay, group) {
    Object.assign(this, { viewer, overlay, group, boxes: [], chosen: -1 });
  }

  show(boxes, precisions) {
    this.overlay.clear("mark");
    this.boxes = boxes.map((box, n) => ({ box, rect: this.overlay.add(box, "mark", precisions[n] ?? "word") }));
    this.chosen = -1;
    this.group.hidden = !boxes.length;
    this.say();
  }

  step(by) {
    if (!this.boxes.length) return;
    this.boxes[this.chosen]?.rect.classList.remove("chosen");
    this.chosen = this.chosen < 0 && by < 0 ? this.boxes.length - 1 : (this.chosen + by + this.boxes.length) % this.boxes.length;
    const { box, rect } = this.boxes[this.chosen];
    rect.classList.add("chosen");
    const still = !window.matchMedia("(prefers-reduced-motion: no-preference)").matches;
    this.overlay.lookAt(box, still);
    this.say();
  }

  say() {
    this.group.querySelector("output").textContent = `${this.chosen + 1} / ${this.boxes.length}`;
  }
}
