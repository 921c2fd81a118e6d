// Pointing at a word shows its box on the image; pointing at the image shows the word in the text. A finger
// has no pointer that hovers: it taps.
const UNIT = 10000;

export function wordsOf(text) {
  return [...text.querySelectorAll("span[data-b]")].map((element) => {
    const [x0, y0, x1, y1] = element.dataset.b.split(" ").map((v) => v / UNIT);
    return { element, x0, y0, x1, y1 };
  });
}

export function besideText(viewer, overlay, text, words) {
  const of = new Map(words.map((word) => [word.element, word]));
  let pointed = null;

  const point = (word) => {
    if (word === pointed) return false;
    pointed?.element.classList.remove("pointed-at");
    overlay.clear("pointed");
    pointed = word;
    if (!word) return false;
    word.element.classList.add("pointed-at");
    overlay.add([word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0], "pointed");
    return true;
  };

  text.addEventListener("pointerover", (event) => point(of.get(event.target) ?? null));
  text.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") point(null); });
  text.addEventListener("click", (event) => {
    const word = of.get(event.target);
    // Selecting text must not move the picture.
    if (!word || !getSelection().isCollapsed) return;
    point(word);
    overlay.lookAt([word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0]);
    // Where the two stand below each other, the image comes into view.
    const frame = viewer.element.getBoundingClientRect();
    if (frame.bottom < 80) viewer.element.scrollIntoView({ block: "nearest" });
  });

  const { element } = viewer;
  const under = (clientX, clientY, slack = 0) => {
    if (!viewer.world.getItemCount()) return null;
    const frame = element.getBoundingClientRect();
    const [x, y] = overlay.place(new window.OpenSeadragon.Point(clientX - frame.left, clientY - frame.top));
    return words.find((w) => w.x0 - slack <= x && x <= w.x1 + slack && w.y0 - slack <= y && y <= w.y1 + slack) ?? null;
  };
  element.addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") return;
    const word = under(event.clientX, event.clientY);
    if (point(word)) inView(text, word.element);
  }, { capture: true, passive: true });
  element.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") point(null); });
  viewer.addHandler("canvas-click", (event) => {
    if (!event.quick || event.originalEvent.pointerType === "mouse") return;
    const word = under(event.originalEvent.clientX, event.originalEvent.clientY, 0.004);
    if (point(word)) inView(text, word.element);
  });
}

// Scrolls the text's own box, never the window.
function inView(text, element) {
  if (text.scrollHeight <= text.clientHeight) return;
  const outer = text.getBoundingClientRect(), inner = element.getBoundingClientRect();
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    text.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}
