// The workbench: dropping a file, watching what is written, looking at it from several sides.
const LOOK = 500; // milliseconds between two looks at what waits

const form = document.querySelector("form.trying");
if (form) {
  const input = form.querySelector("[name=file]");
  const camera = form.querySelector("[name=camera]");
  for (const name of ["dragover", "drop"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("over", name === "dragover");
      if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
  document.addEventListener("dragleave", () => form.classList.remove("over"));
  // A photograph is what one came for: it goes off at once, and takes the place of a file chosen before.
  camera.addEventListener("change", () => {
    if (!camera.files.length) return;
    input.value = "";
    form.requestSubmit();
  });
}

const waiting = document.querySelector(".waiting");
if (waiting) {
  const runs = [...waiting.querySelectorAll(".run")];
  const since = runs.map(() => 0);
  const said = (run, text) => {
    const line = run.querySelector(".standing");
    if (line.textContent !== text) line.textContent = text;
  };
  const look = async () => {
    try {
      const asked = new URL(waiting.dataset.now, location.href);
      since.forEach((n, place) => asked.searchParams.set(`since${place}`, n));
      const answer = await fetch(asked, { headers: { Accept: "application/json" } });
      if (!answer.ok) return location.reload();
      const { tries } = await answer.json();
      tries.forEach((one, place) => {
        const run = runs[place];
        const pre = run.querySelector(".said");
        if (one.anew) pre.textContent = "";
        if (one.piece) {
          const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
          pre.append(one.piece);
          if (atEnd) pre.scrollTop = pre.scrollHeight;
        }
        since[place] = one.length;
        if (!one.waits) said(run, waiting.dataset.done ?? "✓");
        else if (one.begun) said(run, one.length ? `${one.length.toLocaleString()} …` : "…");
        else if (one.before) said(run, `${one.before} …`);
      });
      if (!tries.some((one) => one.waits)) return location.reload();
    } catch {
      // The network comes back, or it does not; the next look tells.
    }
    setTimeout(look, LOOK);
  };
  setTimeout(look, LOOK);
}

const list = document.querySelector("[role=tablist]");
if (list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const show = (tab, focus) => {
    for (const one of tabs) {
      const mine = one === tab;
      one.setAttribute("aria-selected", String(mine));
      one.tabIndex = mine ? 0 : -1;
      document.getElementById(one.getAttribute("aria-controls")).hidden = !mine;
    }
    history.replaceState(null, "", `#${tab.getAttribute("aria-controls")}`);
    if (focus) tab.focus();
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) show(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const rtl = getComputedStyle(list).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(tabs[(to + tabs.length) % tabs.length], true);
  });
  list.hidden = false;
  show(tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash) ?? tabs[0]);
}
