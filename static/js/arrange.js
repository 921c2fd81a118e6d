// Arranging pages: choosing by click, range and key, moving by drag and key. Everything goes through the same form
// that works without this script; the answer is the page's main part as it is then.
const part = () => document.getElementById("arranging");
const form = () => document.getElementById("arrange-form");
const tiles = () => [...form().querySelectorAll(".tray > li[data-page]")];
const box = (tile) => tile.querySelector("input[name=page]");
const chosen = () => tiles().filter((tile) => box(tile).checked);
let last = null;
let busy = false;

document.querySelector(".keys").hidden = false;
const live = document.createElement("p");
live.className = "unseen";
live.setAttribute("role", "status");
part().before(live);

const words = () => form().querySelector("#chosen");
const plain = words().textContent;

function say(text, done = true) {
  live.textContent = text;
  const shown = document.querySelector(".outcome") ?? document.createElement("p");
  shown.className = "outcome";
  shown.classList.toggle("refused", !done);
  shown.textContent = text;
  const { to, go } = part().dataset;
  if (text && to) {
    const link = document.createElement("a");
    link.href = to;
    link.textContent = go;
    shown.append(" ", link);
  }
  if (text) part().before(shown);
  else shown.remove();
}

function count() {
  const number = chosen().length;
  words().textContent = number ? `${number} / ${tiles().length}` : plain;
  for (const tile of tiles()) tile.classList.toggle("picked", box(tile).checked);
}

async function send(fields, keep) {
  if (busy) return;
  busy = true;
  part().setAttribute("aria-busy", "true");
  const data = new FormData(form());
  data.delete("page");
  for (const tile of keep) data.append("page", tile.dataset.page);
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  try {
    const answer = await fetch(form().action, { method: "POST", body: data, headers: { "X-Part": "pages" } });
    const text = await answer.text();
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("arranging");
    if (!fresh) return location.reload();
    const ids = new Set(chosen().map((tile) => tile.dataset.page));
    const focused = document.activeElement?.closest?.("li[data-page]")?.dataset.page;
    const button = document.activeElement?.closest?.("button[name=do]")?.value;
    const top = scrollY;
    part().replaceWith(document.adoptNode(fresh));
    ready();
    for (const tile of tiles()) box(tile).checked = ids.has(tile.dataset.page);
    count();
    const tile = focused && tiles().find((each) => each.dataset.page === focused);
    if (tile) box(tile).focus({ preventScroll: true });
    else if (button) form().querySelector(`button[value="${button}"]`)?.focus({ preventScroll: true });
    scrollTo({ top, behavior: "instant" });
    say(part().dataset.said, answer.ok);
  } catch {
    location.reload();
  } finally {
    busy = false;
    part().removeAttribute("aria-busy");
  }
}

const move = (keep, before) => send({ do: `move:${before ?? "end"}` }, keep);

// One place earlier or later, as a block; over the screen's edge the form's own way counts.
function step(keep, by) {
  const all = tiles();
  const places = keep.map((tile) => all.indexOf(tile));
  if (by < 0) {
    const before = all[Math.min(...places) - 1];
    return before ? move(keep, before.dataset.page) : undefined;
  }
  const first = Number(form().querySelector(".tray").dataset.first) + Math.min(...places);
  if (Math.max(...places) === all.length - 1 && places.length === Math.max(...places) - Math.min(...places) + 1
      && !document.querySelector(".onward [rel=next]")) return undefined;
  return send({ do: "move", place: String(first + 1) }, keep);
}

function drags(tray) {
  let dragged = [];
  const clear = () => tray.querySelectorAll(".before, .after").forEach((tile) => tile.classList.remove("before", "after"));
  const side = (tile, event) => {
    const frame = tile.getBoundingClientRect();
    const rtl = getComputedStyle(tray).direction === "rtl";
    return (event.clientX < frame.left + frame.width / 2) !== rtl ? "before" : "after";
  };
  for (const tile of tiles()) tile.draggable = true;
  tray.addEventListener("dragstart", (event) => {
    const tile = event.target.closest("li[data-page]");
    if (!tile) return;
    dragged = box(tile).checked ? chosen() : [tile];
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.map((each) => each.dataset.page).join(" "));
    dragged.forEach((each) => each.classList.add("dragged"));
  });
  tray.addEventListener("dragend", () => {
    dragged.forEach((each) => each.classList.remove("dragged"));
    dragged = [];
    clear();
  });
  tray.addEventListener("dragover", (event) => {
    const tile = event.target.closest("li[data-page]");
    if (!dragged.length || !tile) return;
    event.preventDefault();
    clear();
    tile.classList.add(side(tile, event));
  });
  tray.addEventListener("drop", (event) => {
    const tile = event.target.closest("li[data-page]");
    if (!dragged.length || !tile) return;
    event.preventDefault();
    const keep = dragged, all = tiles();
    let at = all.indexOf(tile) + (side(tile, event) === "after" ? 1 : 0);
    while (at < all.length && keep.includes(all[at])) at += 1;
    if (at < all.length) move(keep, all[at].dataset.page);
    else {
      // Behind the last one on this screen: more pages may follow on the next.
      const staying = all.filter((each) => !keep.includes(each)).length;
      send({ do: "move", place: String(Number(tray.dataset.first) + staying) }, keep);
    }
  });
}

function ready() {
  const tray = form().querySelector(".tray");
  drags(tray);
  tray.addEventListener("click", (event) => {
    const tile = event.target.closest("li[data-page]");
    if (!tile || event.target.closest("a")) return;
    if (event.target !== box(tile) && event.shiftKey) event.preventDefault();
    if (event.shiftKey && last && last !== tile && tiles().includes(last)) {
      const all = tiles();
      const [from, to] = [all.indexOf(last), all.indexOf(tile)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) box(between).checked = true;
    }
    if (event.target === box(tile) || event.shiftKey) last = tile;
    setTimeout(count);
  });
  tray.addEventListener("change", count);
  tray.addEventListener("keydown", (event) => {
    const tile = event.target.closest("li[data-page]");
    if (!tile || event.ctrlKey || event.metaKey) return;
    const all = tiles(), at = all.indexOf(tile);
    const across = getComputedStyle(tray).direction === "rtl" ? -1 : 1;
    const wide = all.filter((each) => each.offsetTop === all[0].offsetTop).length;
    const by = { ArrowLeft: -across, ArrowRight: across, ArrowUp: -wide, ArrowDown: wide }[event.key];
    const keep = box(tile).checked ? chosen() : [tile];
    if (by && event.altKey) {
      event.preventDefault();
      step(keep, Math.sign(by));
    } else if (by && all[at + by]) {
      event.preventDefault();
      box(all[at + by]).focus();
    } else if (event.key === "[" || event.key === "]") {
      event.preventDefault();
      send({ do: event.key === "[" ? "turn:270" : "turn:90" }, keep);
    } else if (event.key === "Escape") {
      for (const each of all) box(each).checked = false;
      count();
    }
  });
  form().addEventListener("submit", (event) => {
    const name = event.submitter?.value ?? "move";
    if (!chosen().length) {
      event.preventDefault();
      say(plain, false);
      return;
    }
    event.preventDefault();
    send({ do: name }, chosen());
  });
  count();
}
ready();
