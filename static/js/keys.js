// Keys of the viewer; they leave fields and browser shortcuts alone.
const KEYS = {
  "+": "in", "=": "in", "-": "out", 0: "whole", "[": "left", "]": "right", f: "full", n: "after", p: "before",
  t: "words", i: "invert", l: "link", c: "cite", "/": "field", "?": "keys", N: "nextResult", P: "previousResult", e: "edit",
};
const PAN = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function bindKeys(viewer, deeds) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const deed = deeds[KEYS[event.key]];
    if (deed) {
      event.preventDefault();
      deed();
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      const link = document.querySelector(`.turning a[rel="${event.key === "PageDown" ? "next" : "prev"}"]`);
      if (link) {
        event.preventDefault();
        link.click();
      }
    } else if (PAN[event.key] && viewer.container.contains(document.activeElement)) {
      event.preventDefault();
      const [x, y] = PAN[event.key], bounds = viewer.viewport.getBounds();
      const step = new window.OpenSeadragon.Point(x * bounds.width * 0.15, y * bounds.width * 0.15);
      viewer.viewport.panBy(step.rotate(-viewer.viewport.getRotation())).applyConstraints();
    }
  });
}
