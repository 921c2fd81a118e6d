// A frame drawn on the image, or moved and resized, with pointer or keys. Enter takes it, Escape leaves what was.
const STEP = 0.002, LEAP = 0.02, LEAST = 0.004;
const HANDLES = [[0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1], [0.5, 1], [0, 1], [0, 0.5]];
const clamp = (v) => Math.min(1, Math.max(0, v));

export function bindFraming(editor) {
  const { scan } = editor, { deep, overlay, viewer } = scan;

  const buttons = document.querySelector(".framing");

  function draw(given, taken) {
    if (deep.classList.contains("drawing")) return;
    const seen = scan.inView();
    // Without a pointer one begins with a frame in the middle of what is seen.
    const middle = [0.25, 0.4, 0.75, 0.6].map((v, n) => seen[n % 2] + v * (seen[n % 2 + 2] - seen[n % 2]));
    let box = given ?? null, hand = null, from = null, grip = null;
    const stop = new AbortController(), listen = { signal: stop.signal, capture: true };
    deep.classList.add("drawing");
    buttons.hidden = false;
    viewer.setMouseNavEnabled(false);
    editor.tell("draw");
    document.querySelector(".panel:popover-open")?.hidePopover();
    deep.focus({ preventScroll: true });

    const show = () => {
      overlay.clear("frame");
      overlay.clear("handle");
      if (!box) return;
      const [x0, y0, x1, y1] = box;
      overlay.add([x0, y0, x1 - x0, y1 - y0], "frame");
      const [w, h] = scan.sized(9);
      for (const [u, v] of HANDLES) overlay.add([x0 + u * (x1 - x0) - w / 2, y0 + v * (y1 - y0) - h / 2, w, h], "handle");
    };
    const end = (keep) => {
      stop.abort();
      overlay.clear("frame");
      overlay.clear("handle");
      deep.classList.remove("drawing");
      buttons.hidden = true;
      viewer.setMouseNavEnabled(true);
      if (keep && box && box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) taken(box.map((v) => Math.round(v * 1e6) / 1e6));
      else editor.tell("undrawn");
      editor.field?.focus({ preventScroll: true });
    };
    const near = ([x, y]) => {
      if (!box) return null;
      const [sx, sy] = scan.sized(14);
      const grip = HANDLES.find(([u, v]) => Math.abs(box[0] + u * (box[2] - box[0]) - x) < sx && Math.abs(box[1] + v * (box[3] - box[1]) - y) < sy);
      if (grip) return grip;
      return box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3] ? "inside" : null;
    };
    const sorted = ([a, b, c, d]) => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
    deep.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (hand !== null) return;
      hand = event.pointerId;
      from = scan.at(event);
      grip = near(from);
      deep.setPointerCapture(event.pointerId);
      if (!grip) box = null;
      from.box = box;
      deep.focus({ preventScroll: true });
    }, listen);
    deep.addEventListener("pointermove", (event) => {
      if (event.pointerId !== hand || !from) return;
      const [x, y] = scan.at(event), old = from.box;
      if (!grip) box = sorted([from[0], from[1], x, y]);
      else if (grip === "inside") box = moved(old, x - from[0], y - from[1]);
      else {
        const next = [...old];
        if (grip[0] !== 0.5) next[grip[0] ? 2 : 0] = x;
        if (grip[1] !== 0.5) next[grip[1] ? 3 : 1] = y;
        box = sorted(next);
      }
      show();
    }, listen);
    deep.addEventListener("pointerup", (event) => {
      if (event.pointerId !== hand) return;
      hand = from = null;
      if (box && (box[2] - box[0] < LEAST || box[3] - box[1] < LEAST)) box = given ?? null;
      show();
    }, listen);
    document.addEventListener("keydown", (event) => {
      const step = event.ctrlKey || event.metaKey ? LEAP : STEP;
      const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
      if (event.target.closest("button") && event.key === "Enter") return; // says itself what it does
      if (event.key === "Escape" || event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter");
      } else if (way) {
        event.preventDefault();
        event.stopPropagation();
        box ??= middle;
        if (event.shiftKey) box = [box[0], box[1], Math.max(box[0] + LEAST, clamp(box[2] + way[0])), Math.max(box[1] + LEAST, clamp(box[3] + way[1]))];
        else if (event.altKey) box = [Math.min(box[2] - LEAST, clamp(box[0] + way[0])), Math.min(box[3] - LEAST, clamp(box[1] + way[1])), box[2], box[3]];
        else box = moved(box, ...way);
        show();
      }
    }, listen);
    // Whoever goes on writing has decided: what was drawn stays, what was not touched stays as well.
    editor.sheet.element.addEventListener("focusin", () => end(Boolean(box) && `${box}` !== `${given}`), listen);
    document.getElementById("frame-keep").onclick = () => end(true);
    document.getElementById("frame-leave").onclick = () => end(false);
    show();
  }

  return { draw };
}

function moved([x0, y0, x1, y1], by, down) {
  const x = Math.min(1 - x1, Math.max(-x0, by)), y = Math.min(1 - y1, Math.max(-y0, down));
  return [x0 + x, y0 + y, x1 + x, y1 + y];
}
