// The page viewer: deep zoom on our tiles, marks exact at every zoom and rotation, text beside the image.
import { Overlay } from "./overlay.js";
import { opened } from "./deep.js";
import { besideText, wordsOf } from "./beside.js";
import { bindKeys } from "./keys.js";
import { bindLook } from "./look.js";
import { bindSpots } from "./spot.js";
import { Marks } from "./marks.js";
import { Words } from "./words.js";

const facsimile = document.querySelector(".facsimile");
const source = JSON.parse(document.getElementById("source").textContent);
const stage = facsimile.querySelector(".stage");
const deep = stage.querySelector(".deep");
const text = facsimile.querySelector(".text");
const still = !window.matchMedia("(prefers-reduced-motion: no-preference)").matches;

const viewer = opened(stage, source, facsimile.dataset.tiles, {
  animationTime: still ? 0 : 0.5,
  visibilityRatio: 0.4,
  gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
});

const numbers = (rect) => ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
const given = stage.querySelector(".given");
const trail = document.querySelector(".trail");
const beyond = (by) => {
  const link = trail.querySelector(`[data-trail=${by > 0 ? "next" : "previous"}]`);
  if (!link.hidden) link.click();
  return !link.hidden;
};
const elsewhere = () => !trail.hidden;

const overlay = new Overlay(viewer, source, deep);
const words = wordsOf(text);
const marks = new Marks(viewer, overlay, stage.querySelector(".hits"), beyond);
const rects = [...given.querySelectorAll(".mark")];
const spot = given.querySelector(".spot");
if (spot) overlay.add(numbers(spot), "spot");
marks.show(rects.map(numbers), rects.map((rect) => rect.classList[1]), elsewhere());
besideText(viewer, overlay, text, words);
const upright = source.turn % 180 ? source.width / source.height : source.height / source.width;
const layer = new Words(viewer, overlay, deep, words, upright);
const look = bindLook(document.querySelector("form.look"), deep);
const spots = bindSpots(viewer, overlay, deep, document.getElementById("share"), layer, facsimile);

const turn = (by) => {
  viewer.viewport.rotateBy(by, still);
  viewer.viewport.goHome(still);
};
const follow = (selector) => () => document.querySelector(selector)?.click();
const deeds = {
  in: () => viewer.viewport.zoomBy(1.5, null, still).applyConstraints(still),
  out: () => viewer.viewport.zoomBy(1 / 1.5, null, still).applyConstraints(still),
  whole: () => viewer.viewport.goHome(still),
  left: () => turn(-90),
  right: () => turn(90),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen?.()),
  before: () => marks.step(-1),
  after: () => marks.step(1),
  words: () => stage.querySelector("[data-do=words]").setAttribute("aria-pressed", layer.toggle()),
  invert: look.invert,
  link: spots.copy,
  cite: () => document.getElementById("cite").togglePopover(),
  keys: () => document.getElementById("keys").togglePopover(),
  field: () => document.getElementById("mark").select(),
  nextResult: follow("[data-list=next]"),
  edit: follow("[data-edit]"),
  previousResult: follow("[data-list=previous]"),
};
stage.querySelector(".tools").addEventListener("click", (event) => {
  deeds[event.target.closest("[data-do]")?.dataset.do]?.();
});
bindKeys(viewer, deeds);

viewer.addOnceHandler("open", () => {
  viewer.viewport.goHome(true);
  const wanted = new URLSearchParams(location.hash.slice(1)).get("hit");
  if (spot) overlay.fit(numbers(spot));
  else if (wanted && marks.boxes.length) marks.choose(wanted === "last" ? marks.boxes.length - 1 : 0, true);
  overlay.draw();
  look.show();
});

// Marking another word needs no new page; the address says what is marked all the same.
const form = document.querySelector(".mark-form");
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new FormData(form).get("q").trim();
  const address = new URL(location.href);
  address.hash = "";
  for (const name of ["spot", "n", "collection", "record"]) address.searchParams.delete(name);
  if (query) address.searchParams.set("q", query);
  else address.searchParams.delete("q");
  const answer = await fetch(`${facsimile.dataset.marks}?q=${encodeURIComponent(query)}`).catch(() => null);
  const toast = document.querySelector(".toast");
  toast.textContent = answer ? "" : toast.dataset.offline;
  if (!answer) return;
  // What the page says of other pages is written by the server: where it changes, the page is asked for anew.
  if (!answer.ok) return location.assign(address);
  const told = await answer.json();
  const found = told.marks;
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll(".turning a, .page-head .crumbs a")) {
    const there = new URL(link.href);
    there.search = address.search;
    link.href = there;
  }
  document.querySelector(".listed")?.remove();
  showTrail(told, address.search);
  marks.show(found.map(({ box: [x0, y0, x1, y1] }) => [x0, y0, x1 - x0, y1 - y0]), found.map((mark) => mark.precision), elsewhere());
  for (const word of words) {
    const x = (word.x0 + word.x1) / 2, y = (word.y0 + word.y1) / 2;
    word.element.classList.toggle("hit", found.some(({ box: b }) => b[0] <= x && x <= b[2] && b[1] <= y && y <= b[3]));
  }
  if (found.length) marks.choose(0);
});

function showTrail(told, search) {
  const others = Boolean(told.previous || told.next);
  trail.hidden = !others;
  document.querySelector(".paths").hidden = !others;
  for (const [way, hash] of [["previous", "last"], ["next", "first"]]) {
    const link = trail.querySelector(`[data-trail=${way}]`);
    link.hidden = !told[way];
    if (told[way]) link.href = `${told[way]}${search}#hit=${hash}`;
  }
  trail.querySelector("[data-trail=said]").textContent = told.pages ? `${told.place || "–"} / ${told.pages}` : "";
}
