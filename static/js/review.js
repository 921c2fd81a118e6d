// Reviewing by keyboard: a letter for each decision, arrows for the lines. Everything here is a button or a link of
// the page, which works without any of this.
const UNIT = 10000;
// A key that was meant for the page before must not decide about this one, which nobody has seen yet.
const UNSEEN = 300;
const RENEW = 120000;
const IDLE = 600000;

const told = document.querySelector("#lost");
const lines = [...document.querySelectorAll(".lines > li[data-b]")];
const frame = document.querySelector(".at-line");
let at = -1, until = told.dataset.until, keeps = false, active = Date.now();
const began = performance.now();

document.addEventListener("keydown", (event) => {
  active = Date.now();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("input, select, textarea")) return;
  const open = document.querySelector("[popover]:popover-open");
  if (open && event.key !== "?" && event.key !== open.dataset.key) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!lines.length) return;
    event.preventDefault();
    look(at + (event.key === "ArrowDown" ? 1 : -1));
    return;
  }
  const chosen = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!chosen) return;
  event.preventDefault();
  if (performance.now() - began < UNSEEN) return;
  chosen.click();
});

function look(index) {
  lines[at]?.classList.remove("current");
  at = Math.max(0, Math.min(lines.length - 1, index));
  const line = lines[at];
  line.classList.add("current");
  const [x0, y0, x1, y1] = line.dataset.b.split(" ").map((value) => value / UNIT);
  for (const [name, value] of [["x", x0], ["y", y0], ["width", x1 - x0], ["height", y1 - y0]]) frame?.setAttribute(name, value);
  line.scrollIntoView({ block: "nearest" });
  frame?.scrollIntoView({ block: "center", inline: "nearest" });
}

for (const [index, line] of lines.entries()) line.addEventListener("click", () => { if (getSelection().isCollapsed) look(index); });

// A reason shows its places: the others step back.
for (const reason of document.querySelectorAll("[data-shows]")) {
  const places = document.querySelector(`[data-doubt="${reason.dataset.shows}"]`);
  const show = (on) => () => {
    places?.classList.toggle("shown", on);
    if (on) places?.firstElementChild?.scrollIntoView({ block: "nearest" });
  };
  for (const [name, on] of [["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]]) reason.addEventListener(name, show(on));
}

// What was sent once is not sent twice, and a page that is decided about is not given back by leaving it.
for (const form of document.querySelectorAll("main form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (keeps) event.preventDefault();
    keeps = true;
  });
}
for (const link of document.querySelectorAll("[data-keeps]")) link.addEventListener("click", () => { keeps = true; });
addEventListener("pageshow", () => { keeps = false; });
addEventListener("pointermove", () => { active = Date.now(); }, { passive: true });

const said = () => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  return data;
};

async function renew() {
  if (!until || keeps || Date.now() - active > IDLE) return;
  try {
    const answer = await fetch(told.dataset.hold, { method: "POST", body: said() });
    if (answer.ok) until = (await answer.json()).until;
    else if (answer.status === 409 || answer.status === 404) lost();
  } catch {
    // Offline: the next time may be in time, and the server has the last word.
  }
}

function lost() {
  until = "";
  told.textContent = told.dataset.said;
  for (const button of document.querySelectorAll("#decide button, #skip button[type=submit]")) button.disabled = true;
}

if (until) {
  setInterval(renew, RENEW);
  addEventListener("pagehide", () => {
    if (keeps || !until) return;
    const data = said();
    data.set("until", until);
    navigator.sendBeacon(told.dataset.leave, data);
  });
}
document.body.dataset.ready = "";
