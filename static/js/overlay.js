// Boxes over the image. They are said in the unit square of the page turned upright, while the tiles lie
// as scanned: one matrix, made anew for every frame, carries the whole square onto the screen, so that
// boxes stay exact whatever the zoom, the rotation and the moment of an animation.
const SVG = "http://www.w3.org/2000/svg";

export class Overlay {
  constructor(viewer, { width, height, turn }, element) {
    Object.assign(this, { viewer, width, height, turn });
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.classList.add("overlay");
    this.svg.setAttribute("aria-hidden", "true");
    this.square = this.svg.appendChild(document.createElementNS(SVG, "g"));
    element.appendChild(this.svg);
    for (const event of ["update-viewport", "animation", "open", "resize", "rotate"]) {
      viewer.addHandler(event, () => this.draw());
    }
  }

  // A point of the upright unit square, in the scan's unit square.
  scanned(x, y) {
    return { 0: [x, y], 90: [y, 1 - x], 180: [1 - x, 1 - y], 270: [1 - y, x] }[this.turn];
  }

  upright(x, y) {
    return { 0: [x, y], 90: [1 - y, x], 180: [1 - x, 1 - y], 270: [y, 1 - x] }[this.turn];
  }

  viewportPoint(x, y) {
    const [u, v] = this.scanned(x, y);
    return this.viewer.viewport.imageToViewportCoordinates(u * this.width, v * this.height);
  }

  screen(x, y) {
    return this.viewer.viewport.pixelFromPoint(this.viewportPoint(x, y), true);
  }

  // The place in the upright unit square below a point of the viewer's element.
  place(pixel) {
    const point = this.viewer.viewport.viewportToImageCoordinates(this.viewer.viewport.pointFromPixel(pixel, true));
    return this.upright(point.x / this.width, point.y / this.height);
  }

  draw() {
    if (!this.viewer.world.getItemCount()) return;
    const o = this.screen(0, 0), a = this.screen(1, 0), b = this.screen(0, 1);
    this.square.setAttribute("transform", `matrix(${a.x - o.x} ${a.y - o.y} ${b.x - o.x} ${b.y - o.y} ${o.x} ${o.y})`);
  }

  add([x, y, width, height], ...names) {
    const rect = document.createElementNS(SVG, "rect");
    for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value);
    rect.classList.add(...names);
    return this.square.appendChild(rect);
  }

  clear(name) {
    for (const rect of this.square.querySelectorAll(`.${name}`)) rect.remove();
  }

  // Brings a box into view without losing what surrounds it.
  lookAt([x, y, width, height], immediately) {
    const { viewport } = this.viewer;
    const centre = this.viewportPoint(x + width / 2, y + height / 2);
    const wanted = Math.min(viewport.getMaxZoom(), Math.max(viewport.getZoom(), viewport.getHomeZoom() * 1.6));
    viewport.panTo(centre, immediately);
    viewport.zoomTo(wanted, null, immediately);
    viewport.applyConstraints(immediately);
  }

  // Brings a box to fill most of the view, whatever the turn.
  fit([x, y, width, height]) {
    const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]].map(([u, v]) => this.viewportPoint(u, v));
    const xs = corners.map((c) => c.x), ys = corners.map((c) => c.y);
    const [left, top, wide, high] = [Math.min(...xs), Math.min(...ys), Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)];
    const air = 0.25 * Math.max(wide, high);
    this.viewer.viewport.fitBoundsWithConstraints(
      new window.OpenSeadragon.Rect(left - air, top - air, wide + 2 * air, high + 2 * air), true,
    );
  }
}
