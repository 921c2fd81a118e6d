// The image beside the text: where the line stands that is being written, and which one stands where one clicks.
import { opened } from "../deep.js";
import { Overlay } from "../overlay.js";

const OSD = window.OpenSeadragon;
const sized = ([x0, y0, x1, y1]) => [x0, y0, x1 - x0, y1 - y0];

export function openScan(stage, source, still) {
  const deep = stage.querySelector(".deep");
  const viewer = opened(stage, source, stage.dataset.tiles, {
    animationTime: still ? 0 : 0.35,
    visibilityRatio: 1,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: false },
  });
  viewer.addOnceHandler("open", () => {
    viewer.viewport.goHome(true);
    // Where there is little room, the width of the page is what one reads by.
    if (deep.clientHeight < 360) viewer.viewport.fitHorizontally(true);
  });
  return new Scan(viewer, new Overlay(viewer, source, deep), deep, still);
}

export class Scan {
  constructor(viewer, overlay, deep, still) {
    Object.assign(this, { viewer, overlay, deep, still, shown: {} });
    viewer.addHandler("resize", () => requestAnimationFrame(() => this.shown.line && this.follow(this.shown.line)));
    viewer.addOnceHandler("open", () => { overlay.draw(); if (this.shown.line) this.follow(this.shown.line); });
  }

  // Frames: the region, the line, and the word at the cursor; each may be null.
  show({ block = null, line = null, word = null }) {
    for (const [name, box] of Object.entries({ block, line, word })) {
      this.overlay.clear(`at-${name}`);
      if (box) this.overlay.add(sized(box), `at-${name}`);
    }
    const moved = line && `${line}` !== `${this.shown.line}`;
    this.shown = { block, line, word };
    if (moved && this.viewer.world.getItemCount()) this.follow(line);
  }

  // Moves the image only where the line is not wholly seen, and never closer or farther than it was left.
  follow(box) {
    const frame = this.deep.getBoundingClientRect(), air = 24;
    const corners = [[box[0], box[1]], [box[2], box[3]], [box[0], box[3]], [box[2], box[1]]].map(([x, y]) => this.overlay.screen(x, y));
    const xs = corners.map((c) => c.x), ys = corners.map((c) => c.y);
    const seen = (from, to, size) => from >= air && to <= size - air;
    const across = seen(Math.min(...xs), Math.max(...xs), frame.width), down = seen(Math.min(...ys), Math.max(...ys), frame.height);
    if (across && down) return;
    const wide = Math.max(...xs) - Math.min(...xs) > frame.width - 2 * air;
    const middle = this.viewer.viewport.pointFromPixel(new OSD.Point(
      wide ? (getComputedStyle(this.deep).direction === "rtl" ? Math.max(...xs) - frame.width / 2 + air : Math.min(...xs) + frame.width / 2 - air) : (Math.min(...xs) + Math.max(...xs)) / 2,
      (Math.min(...ys) + Math.max(...ys)) / 2,
    ), true);
    this.viewer.viewport.panTo(middle, this.still);
    this.viewer.viewport.applyConstraints(this.still);
  }

  // The place in the unit square below a pointer.
  at(event) {
    const frame = this.deep.getBoundingClientRect();
    const [x, y] = this.overlay.place(new OSD.Point(event.clientX - frame.left, event.clientY - frame.top));
    return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
  }

  // So many pixels of the screen, across and down the page.
  sized(pixels) {
    const o = this.overlay.screen(0, 0), a = this.overlay.screen(1, 0), b = this.overlay.screen(0, 1);
    return [pixels / Math.hypot(a.x - o.x, a.y - o.y), pixels / Math.hypot(b.x - o.x, b.y - o.y)];
  }

  // What is seen of the page.
  inView() {
    const { left, top, right, bottom } = this.deep.getBoundingClientRect();
    const [a, b] = [this.at({ clientX: left, clientY: top }), this.at({ clientX: right, clientY: bottom })];
    return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  }

  pan(x, y) {
    const { viewport } = this.viewer, { width } = viewport.getBounds();
    viewport.panBy(new OSD.Point(x * width * 0.15, y * width * 0.15).rotate(-viewport.getRotation())).applyConstraints();
  }

  zoom(by) {
    this.viewer.viewport.zoomBy(by, null, this.still).applyConstraints(this.still);
  }

  whole() {
    this.viewer.viewport.goHome(this.still);
  }

  // The line as wide as the view.
  close() {
    if (this.shown.line) this.overlay.fit(sized(this.shown.line));
  }

  turn(by) {
    this.viewer.viewport.rotateBy(by, this.still);
    this.viewer.viewport.goHome(this.still);
  }

  onClick(told) {
    this.viewer.addHandler("canvas-click", (event) => {
      if (!event.quick) return;
      const frame = this.deep.getBoundingClientRect();
      told(this.overlay.place(event.position), frame);
    });
  }
}
