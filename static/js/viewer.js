// The page viewer: deep zoom on our tiles, marks exact at every zoom and rotation, text beside the image.
import { Overlay } from "./overlay.js";
import { besideText } from "./beside.js";
import { bindKeys } from "./keys.js";
import { Marks } from "./marks.js";

const OSD = window.OpenSeadragon;
const facsimile = document.querySelector(".facsimile");
const source = JSON.parse(document.getElementById("source").textContent);
const stage = facsimile.querySelector(".stage");
const deep = stage.querySelector(".deep");
const still = !window.matchMedia("(prefers-reduced-motion: no-preference)").matches;

// OpenSeadragon adds a <style> element, which our policy refuses, unless one of its mark is there: this one
// is a style in name only, so that there is nothing to refuse.
const said = document.createElementNS("urn:muniment", "style");
said.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(said);

stage.querySelector(".plain-page").hidden = true;
deep.hidden = false;
stage.querySelector(".tools").hidden = false; // before the viewer measures the room that is left

const viewer = OSD({
  element: deep,
  tileSources: {
    width: source.width,
    height: source.height,
    tileSize: source.tile,
    tileOverlap: 0,
    minLevel: Math.max(0, source.levels - 1 - Math.floor(Math.log2(Math.max(source.width, source.height) / source.tile) + 1)),
    maxLevel: source.levels - 1,
    getTileUrl: (level, column, row) => `${facsimile.dataset.tiles}${level}/${column}_${row}.jpg`,
  },
  degrees: source.turn,
  showNavigationControl: false,
  drawer: "canvas",
  animationTime: still ? 0 : 0.5,
  maxZoomPixelRatio: 6,
  visibilityRatio: 0.4,
  gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  keyboardNavEnabled: false,
});

const overlay = new Overlay(viewer, source, deep);
const marks = new Marks(viewer, overlay, stage.querySelector(".hits"));
const rects = [...stage.querySelectorAll(".plain-page rect")];
marks.show(rects.map((rect) => ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)))), rects.map((rect) => rect.classList[1]));
besideText(viewer, overlay, facsimile.querySelector(".text"));

const turn = (by) => {
  viewer.viewport.rotateBy(by, still);
  viewer.viewport.goHome(still);
};
const deeds = {
  in: () => viewer.viewport.zoomBy(1.5, null, still).applyConstraints(still),
  out: () => viewer.viewport.zoomBy(1 / 1.5, null, still).applyConstraints(still),
  whole: () => viewer.viewport.goHome(still),
  left: () => turn(-90),
  right: () => turn(90),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen?.()),
  before: () => marks.step(-1),
  after: () => marks.step(1),
};
stage.querySelector(".tools").addEventListener("click", (event) => {
  deeds[event.target.closest("[data-do]")?.dataset.do]?.();
});
bindKeys(viewer, deeds);

viewer.addOnceHandler("open", () => {
  viewer.viewport.goHome(true);
  overlay.draw();
});
viewer.addOnceHandler("tile-drawn", () => {
  deep.dataset.state = "ready";
});

// Marking another word needs no new page; the address says what is marked all the same.
const form = document.querySelector(".mark-form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new FormData(form).get("q").trim();
  const address = new URL(location.href);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  const answer = await fetch(`${facsimile.dataset.marks}?q=${encodeURIComponent(query)}`);
  if (!answer.ok) return location.assign(address);
  const found = (await answer.json()).marks;
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll(".turning a")) {
    const there = new URL(link.href);
    there.search = address.search;
    link.href = there;
  }
  marks.show(found.map(({ box: [x0, y0, x1, y1] }) => [x0, y0, x1 - x0, y1 - y0]), found.map((mark) => mark.precision));
  for (const word of facsimile.querySelectorAll(".text span[data-b]")) {
    const [x0, y0, x1, y1] = word.dataset.b.split(" ").map((v) => v / 10000);
    const x = (x0 + x1) / 2, y = (y0 + y1) / 2;
    word.classList.toggle("hit", found.some(({ box: b }) => b[0] <= x && x <= b[2] && b[1] <= y && y <= b[3]));
  }
  marks.step(1);
});
