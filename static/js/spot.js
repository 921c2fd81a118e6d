// Links to a spot of the page: to what is in view, to a frame one draws, to words one selected. A spot is a
// box in the unit square of the upright page, with the turn the page has now; it speaks of no word.
import { copied } from "./copy.js";

export function bindSpots(viewer, overlay, deep, panel, words, facsimile) {
  const field = panel.querySelector("#address"), said = panel.querySelector(".copied");
  const ways = panel.querySelector(".share-ways");
  const toast = document.querySelector(".toast");
  let chosen = []; // kept when the panel opens: the field takes the selection
  ways.hidden = false;

  const address = (box) => {
    const there = new URL(facsimile.dataset.page, location.href);
    if (box) there.searchParams.set("spot", `${box.map((v) => Math.round(v * 1e5) / 1e5).join(",")},${facsimile.dataset.turn}`);
    return there.href.replaceAll("%2C", ",");
  };

  async function give(box) {
    field.value = address(box);
    overlay.clear("spot");
    if (box) overlay.add([box[0], box[1], box[2] - box[0], box[3] - box[1]], "spot");
    const done = await copied(field.value);
    const open = panel.matches(":popover-open");
    const text = done ? said.dataset.said : "";
    (open ? said : toast).textContent = text;
    if (!open) setTimeout(() => { toast.textContent = ""; }, 2500);
    if (open) field.select();
  }

  // What is seen of the page, in its unit square.
  function inView() {
    const { width, height } = deep.getBoundingClientRect();
    const corners = [[0, 0], [width, 0], [0, height], [width, height]]
      .map(([x, y]) => overlay.place(new window.OpenSeadragon.Point(x, y)));
    const clamp = (v) => Math.min(1, Math.max(0, v));
    const xs = corners.map(([x]) => clamp(x)), ys = corners.map(([, y]) => clamp(y));
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  const around = (some) => [
    Math.min(...some.map((w) => w.x0)), Math.min(...some.map((w) => w.y0)),
    Math.max(...some.map((w) => w.x1)), Math.max(...some.map((w) => w.y1)),
  ];

  const whole = ([x0, y0, x1, y1]) => x0 < 0.001 && y0 < 0.001 && x1 > 0.999 && y1 > 0.999;

  // A frame drawn with mouse, pen or finger; Escape ends it.
  function draw() {
    panel.hidePopover();
    if (deep.classList.contains("drawing")) return;
    toast.textContent = said.dataset.draw;
    deep.classList.add("drawing");
    viewer.setMouseNavEnabled(false);
    let from = null, hand = null; // one pointer draws; a second finger does not disturb it
    const place = (event) => {
      const frame = deep.getBoundingClientRect();
      const [x, y] = overlay.place(new window.OpenSeadragon.Point(event.clientX - frame.left, event.clientY - frame.top));
      return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))];
    };
    const box = (to) => [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])];
    const stop = new AbortController();
    const end = () => {
      stop.abort();
      deep.classList.remove("drawing");
      viewer.setMouseNavEnabled(true);
      toast.textContent = "";
    };
    const listen = { signal: stop.signal, capture: true };
    deep.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (from) return;
      hand = event.pointerId;
      from = place(event);
      deep.setPointerCapture(event.pointerId);
    }, listen);
    deep.addEventListener("pointermove", (event) => {
      if (!from || event.pointerId !== hand) return;
      overlay.clear("spot");
      const [x0, y0, x1, y1] = box(place(event));
      overlay.add([x0, y0, x1 - x0, y1 - y0], "spot");
    }, listen);
    deep.addEventListener("pointerup", (event) => {
      if (!from || event.pointerId !== hand) return;
      const drawn = box(place(event));
      end();
      if (drawn[2] - drawn[0] < 0.002 || drawn[3] - drawn[1] < 0.002) return;
      panel.showPopover();
      give(drawn);
    }, listen);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") end(); }, listen);
  }

  const makes = {
    view: () => { const box = inView(); give(whole(box) ? null : box); },
    draw,
    words: () => give(around(chosen)),
    page: () => give(null),
  };
  ways.addEventListener("click", (event) => makes[event.target.closest("[data-spot]")?.dataset.spot]?.());
  panel.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    chosen = words.chosen();
    ways.querySelector("[data-spot=words]").disabled = !chosen.length;
    said.textContent = "";
  });

  return {
    // By key: the words that are selected, or else what is in view.
    copy: () => {
      const some = words.chosen();
      if (some.length) give(around(some));
      else makes.view();
    },
  };
}
