// The leaves of a record, however many: only those in view are in the document and asked of the server.
// Without scripts the same leaves stand on screens one after the other.
const FEW = 24; // leaves are seen at a glance: no rail is needed to find the marked ones
const strip = document.querySelector(".strip");
if (strip) start(strip);

function start(strip) {
  const guide = JSON.parse(document.getElementById("guide").textContent);
  const list = strip.querySelector("ol.leaves");
  const rail = strip.querySelector(".rail");
  const query = new URLSearchParams(location.search).get("q") ?? "";
  const found = new Map(Object.entries(guide.found).map(([number, id]) => [Number(number), id]));
  const screens = new Map(); // number of a screen -> its list items, or a promise of them
  const shown = new Map(); // number of a leaf, from 0 -> list item in the document
  let cell = { width: 0, height: 0, across: 1 };

  screens.set(guide.at, [...list.children]);
  document.querySelector(".pages > .onward")?.remove();
  list.classList.add("virtual");
  list.removeAttribute("start");
  list.replaceChildren();

  function measure() {
    const style = getComputedStyle(list);
    const narrowest = parseFloat(style.getPropertyValue("--leaf-width")) * rem();
    const height = parseFloat(style.getPropertyValue("--leaf-height")) * rem();
    const across = Math.max(2, Math.floor(list.clientWidth / narrowest));
    cell = { width: list.clientWidth / across, height, across };
    list.style.blockSize = `${Math.ceil(guide.pages / across) * height}px`;
  }

  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const screenOf = (n) => Math.floor(n / guide.screen);

  // The leaves in view, and a screen's height around them.
  function range() {
    const top = -list.getBoundingClientRect().top, reach = innerHeight * 0.6;
    const first = Math.max(0, Math.floor((top - reach) / cell.height)) * cell.across;
    const last = Math.min(guide.pages, Math.ceil((top + innerHeight + reach) / cell.height) * cell.across);
    return [first, last];
  }

  async function fetched(number) {
    const address = new URL(strip.dataset.leaves, location.href);
    address.searchParams.set("from", guide.keys[number]);
    if (query) address.searchParams.set("q", query);
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const held = document.createElement("template");
    held.innerHTML = await answer.text();
    return [...held.content.querySelectorAll("li")];
  }

  function load(number) {
    if (screens.has(number)) return;
    screens.set(number, null);
    fetched(number).then(
      (items) => { screens.set(number, items); draw(); },
      () => { screens.delete(number); }, // asked for again by the next look
    );
  }

  function placeholder(n) {
    const item = document.createElement("li");
    item.className = "coming";
    const link = item.appendChild(document.createElement("a"));
    const address = new URL(strip.dataset.numbered, location.href);
    address.searchParams.set("n", n + 1);
    if (query) address.searchParams.set("q", query);
    link.href = address;
    const leaf = link.appendChild(document.createElement("span"));
    leaf.className = "leaf";
    leaf.appendChild(document.createElement("span")).className = "unread";
    const caption = link.appendChild(document.createElement("span"));
    caption.className = "caption";
    caption.textContent = `${n + 1}`;
    return item;
  }

  function itemOf(n) {
    const screen = screens.get(screenOf(n));
    return screen?.[n % guide.screen] ?? null;
  }

  function draw() {
    const [first, last] = range();
    for (let number = screenOf(first); number <= screenOf(Math.max(first, last - 1)); number++) {
      if (number < guide.keys.length) load(number);
    }
    const focused = document.activeElement?.closest?.(".leaves > li");
    for (const [n, item] of [...shown]) {
      const better = item.classList.contains("coming") && itemOf(n);
      if ((n < first || n >= last) && item !== focused) drop(n, item);
      else if (better) {
        const had = item === focused;
        drop(n, item);
        put(n);
        if (had) shown.get(n).querySelector("a").focus({ preventScroll: true });
      }
    }
    for (let n = first; n < last; n++) if (!shown.has(n)) put(n);
  }

  function drop(n, item) {
    item.remove();
    shown.delete(n);
  }

  function put(n) {
    const item = itemOf(n) ?? placeholder(n);
    item.style.insetBlockStart = `${Math.floor(n / cell.across) * cell.height}px`;
    item.style.insetInlineStart = `${(n % cell.across) * cell.width}px`;
    item.style.inlineSize = `${cell.width}px`;
    item.setAttribute("aria-setsize", guide.pages);
    item.setAttribute("aria-posinset", n + 1);
    item.dataset.n = n;
    item.classList.toggle("found", found.has(n + 1));
    // The order in the document is the order of the pages, whatever was scrolled to first.
    let after = null;
    for (const other of list.children) {
      if (Number(other.dataset.n) > n) { after = other; break; }
    }
    list.insertBefore(item, after);
    shown.set(n, item);
  }

  function again() {
    measure();
    for (const [n, item] of [...shown]) drop(n, item);
    draw();
  }

  let asked = false;
  function look() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  }

  function goTo(n, focus) {
    const top = list.getBoundingClientRect().top + scrollY + Math.floor(n / cell.across) * cell.height;
    if (top < scrollY + 16 || top + cell.height > scrollY + innerHeight) {
      scrollTo({ top: top - innerHeight / 3, behavior: "instant" });
    }
    draw();
    if (focus) shown.get(n)?.querySelector("a").focus({ preventScroll: true });
  }

  list.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const forward = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const by = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: cell.across, ArrowUp: -cell.across }[event.key];
    const n = Number(item.dataset.n);
    const to = event.key === "Home" ? 0 : event.key === "End" ? guide.pages - 1 : by === undefined ? null : n + by;
    if (to === null) return;
    event.preventDefault();
    goTo(Math.min(guide.pages - 1, Math.max(0, to)), true);
  });

  // Where the words are, along the whole record.
  function pins() {
    if (!found.size || guide.pages <= FEW) return;
    rail.removeAttribute("hidden"); // a drawing has no property of this name
    rail.setAttribute("viewBox", `0 0 ${guide.pages} 10`);
    const least = guide.pages / 300;
    for (const number of found.keys()) {
      const pin = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const wide = Math.max(1, least);
      const x = Math.min(number - 1, guide.pages - wide);
      for (const [name, value] of Object.entries({ x, y: 0, width: wide, height: 10 })) pin.setAttribute(name, value);
      rail.append(pin);
    }
    rail.addEventListener("click", (event) => {
      const box = rail.getBoundingClientRect();
      let share = (event.clientX - box.left) / box.width;
      if (getComputedStyle(rail).direction === "rtl") share = 1 - share;
      const wanted = share * guide.pages;
      const nearest = [...found.keys()].reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a));
      goTo(nearest - 1, true);
    });
  }

  // While pages are being read, the leaves in view that wait are asked for again.
  async function refresh() {
    const waiting = [...shown].filter(([, item]) => item.classList.contains("waiting"));
    if (!document.hidden) {
      for (const number of new Set(waiting.map(([n]) => screenOf(n)))) {
        try {
          const items = await fetched(number);
          screens.set(number, items);
          for (const [n, item] of [...shown]) {
            if (screenOf(n) !== number || !items[n % guide.screen] || item.contains(document.activeElement)) continue;
            drop(n, item);
            put(n);
          }
        } catch { /* the next round asks again */ }
      }
    }
    if (document.querySelector("#standing progress")) setTimeout(refresh, 2000);
  }

  // Only the width matters: the height is what `measure` itself sets.
  let wide = list.clientWidth;
  new ResizeObserver(() => {
    if (list.clientWidth === wide) return;
    wide = list.clientWidth;
    requestAnimationFrame(again);
  }).observe(list);
  addEventListener("scroll", look, { passive: true });
  addEventListener("resize", look);
  measure();
  pins();
  draw();
  if (guide.at) goTo(guide.at * guide.screen, false);
  if (document.querySelector("#standing progress")) setTimeout(refresh, 2000);
  strip.dataset.state = "ready";
}
