// Pointing at a word shows its box on the image; pointing at the image shows the word in the text.
const UNIT = 10000;

export function besideText(viewer, overlay, text) {
  const words = [...text.querySelectorAll("span[data-b]")].map((element) => {
    const [x0, y0, x1, y1] = element.dataset.b.split(" ").map((v) => v / UNIT);
    return { element, x0, y0, x1, y1 };
  });
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
  text.addEventListener("pointerleave", () => point(null));
  text.addEventListener("click", (event) => {
    const word = of.get(event.target);
    // Selecting text must not move the picture.
    if (word && getSelection().isCollapsed) overlay.lookAt([word.x0, word.y0, word.x1 - word.x0, word.y1 - word.y0]);
  });

  const { element } = viewer;
  element.addEventListener("pointermove", (event) => {
    if (event.buttons || !viewer.world.getItemCount()) return;
    const frame = element.getBoundingClientRect();
    const [x, y] = overlay.place(new window.OpenSeadragon.Point(event.clientX - frame.left, event.clientY - frame.top));
    const word = words.find((w) => w.x0 <= x && x <= w.x1 && w.y0 <= y && y <= w.y1) ?? null;
    if (point(word)) inView(text, word.element);
  }, { capture: true, passive: true });
  element.addEventListener("pointerleave", () => point(null));
}

// Scrolls the text's own box, never the window.
function inView(text, element) {
  if (text.scrollHeight <= text.clientHeight) return;
  const outer = text.getBoundingClientRect(), inner = element.getBoundingClientRect();
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    text.scrollTop += inner.top - outer.top - outer.height / 3;
  }
}
