// The uploading page: what was chosen, its way, and what became of it.
import { chosen, dropped, isSheet, unlike } from "./upload-files.js";
import { List } from "./upload-list.js";
import { Queue } from "./upload-queue.js";
import { left, say, size } from "./upload-words.js";

const NAMED = 500; // files in one request
const LOOK = 1500;
const form = document.querySelector("form.uploading");
let token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const $ = (selector) => form.querySelector(selector);
const most = Number(form.dataset.most) * 2 ** 20;
const items = new Map();
let sheet = null, addresses = form.dataset.files ? { ...form.dataset } : null, running = false, since = 0;

const queue = new Queue(token, (item) => {
  list.tell(item);
  if (item.state === "come") look();
});
const list = new List($(".coming"), (item) => (running ? queue.cancel(item) : remove(item)));

form.hidden = false;
form.classList.add("scripted");
form.querySelectorAll(".with-script").forEach((part) => (part.hidden = false));
form.querySelectorAll(".without-script").forEach((part) => (part.hidden = true));

// --- choosing ---------------------------------------------------------------------------------

for (const input of form.querySelectorAll(".zone input[type=file]")) {
  input.addEventListener("change", () => {
    take(chosen(input.files));
    input.value = "";
  });
}
let depth = 0; // enter and leave come for every element on the way
const over = (on) => $(".zone").classList.toggle("over", on);
document.addEventListener("dragenter", () => over(++depth > 0 && !running));
document.addEventListener("dragleave", () => over(--depth > 0 && !running));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  over(Boolean((depth = 0)));
  if (!running) take(await dropped(event.dataTransfer));
});

function take(found) {
  problem("");
  for (const one of found) {
    const name = unlike(items, one);
    if (name === null) continue;
    const item = { name, file: one.file, sent: 0, state: "ready", why: "" };
    if (one.unread) Object.assign(item, { state: "bad", why: say("unread") });
    else if (isSheet(name)) {
      item.state = sheet ? "bad" : "sheet";
      if (sheet) item.why = say("sheet_twice");
      else sheet = item;
    } else if (item.file.size > most) Object.assign(item, { state: "bad", why: say("large", { most: form.dataset.most }) });
    else if (!item.file.size) Object.assign(item, { state: "bad", why: say("empty") });
    items.set(name, item);
    list.add(item);
  }
  tally();
}

function remove(item) {
  if (sheet === item) sheet = null;
  items.delete(item.name);
  item.row.remove();
  tally();
}

const ready = () => [...items.values()].filter((item) => item.state === "ready");

function counted(some) {
  const bytes = size(some.reduce((sum, { file }) => sum + file.size, 0));
  return some.length === 1 ? say("one", { size: bytes }) : say("many", { n: some.length, size: bytes });
}

function tally() {
  const some = ready(), button = form.querySelector("[type=submit]");
  $(".tally").hidden = !some.length;
  $(".tally").textContent = counted(some);
  button.disabled = !some.length && !(sheet && addresses);
  if (some.length) button.textContent = say("start", { files: counted(some) });
  const one = form.querySelector("[name=record_per][value=all]"), title = form.querySelector("[name=title]");
  if (one && title && !title.value && !title.placeholder && some.length) {
    const folder = some[0].name.split("/")[0];
    title.placeholder = some.every(({ name }) => name.startsWith(`${folder}/`)) ? folder : "";
  }
}

// --- the way ------------------------------------------------------------------------------------

const ask = async (address, options = {}) => {
  const answer = await fetch(address, { credentials: "same-origin", ...options, headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers } });
  return { ok: answer.ok, status: answer.status, said: await answer.json().catch(() => ({})) };
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running) return;
  const some = ready();
  if (!some.length && !sheet) return problem(say("choose"));
  running = true;
  problem("");
  form.querySelector("[type=submit]").disabled = true;
  try {
    if (!(await begin())) return stop();
    if (sheet) await laySheet();
    if (!(await name(some))) return stop();
  } catch {
    problem(say("not_begun"));
    return stop();
  }
  form.classList.add("running");
  $(".travel").hidden = false;
  $(".leave").href = addresses.page;
  $(".zone").hidden = true;
  queue.next();
  meter();
  look();
});

function stop() {
  running = false;
  form.querySelector("[type=submit]").disabled = false;
}

async function begin() {
  if (addresses) return true;
  const given = new FormData();
  for (const field of form.querySelectorAll(".wishes :is(input, select):not([type=file])")) {
    if (!["radio", "checkbox"].includes(field.type) || field.checked) given.append(field.name, field.value || (field.name === "title" && field.placeholder) || "");
  }
  const { ok, said } = await ask(form.action, { method: "POST", body: given });
  if (ok) addresses = said;
  else problem(Object.values(said.problems ?? {}).flat().map(({ message }) => message).join(" ") || say("not_begun"));
  return ok;
}

async function name(some) {
  for (let start = 0; start < some.length || start === 0; start += NAMED) {
    const part = some.slice(start, start + NAMED);
    const body = JSON.stringify({
      files: part.map(({ name, file }) => ({ name, size: file.size, modified: file.lastModified })),
      more: start + NAMED < some.length,
    });
    const { ok, said } = await ask(addresses.files, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    if (!ok) {
      problem(said.problem || say("not_begun"));
      return false;
    }
    part.forEach((item, index) => enter(item, said.files[index]));
  }
  return true;
}

function enter(item, known) {
  item.url = new URL(known.url, location.href).href;
  item.key = known.name; // as the archive writes it
  item.sent = known.offset;
  if (known.outcome !== "coming") item.state = "come"; // what became of it is told below
  else if (known.offset === item.file.size) item.state = "come";
  else queue.add(item);
  list.tell(item);
}

async function laySheet() {
  const body = new FormData();
  body.append("sheet", sheet.file, sheet.file.name);
  const { ok, said } = await ask(addresses.sheet, { method: "POST", body });
  if (ok) sheet.laid = addresses.sheet;
  else sheet.why = said.problem || say("not_begun");
  list.tell(sheet);
}

$(".pause").addEventListener("click", (event) => {
  if (queue.paused) queue.resume();
  else queue.pause();
  event.target.textContent = say(queue.paused ? "resume" : "pause");
});
window.addEventListener("beforeunload", (event) => {
  if (running && queue.open) event.preventDefault();
});

// --- how far, how fast, how long -----------------------------------------------------------------

const marks = []; // [time, bytes] of the last seconds
function meter() {
  const travelling = [...items.values()].filter(({ state, url }) => url && state !== "cancelled");
  const all = travelling.reduce((sum, { file }) => sum + file.size, 0), done = travelling.reduce((sum, { sent }) => sum + sent, 0);
  marks.push([performance.now(), done]);
  while (marks.length > 20) marks.shift();
  const [time, bytes] = marks[0], seconds = (performance.now() - time) / 1000;
  const speed = seconds > 1 ? Math.max(0, (done - bytes) / seconds) : 0;
  $(".whole").value = all ? done / all : 1;
  const told = { done: size(done), all: size(all), speed: size(speed), left: speed ? left((all - done) / speed) : "" };
  const offline = queue.items.some(({ state }) => state === "offline") && !queue.items.some(({ state }) => state === "arriving");
  if (queue.open) $(".told").textContent = offline ? say("lost") : say(speed && !queue.paused ? "progress" : "begun", told);
  $(".pause").hidden = !queue.open;
  if (queue.open) setTimeout(meter, 500);
}

// --- what became of them --------------------------------------------------------------------------

// Whoever signed in again has another token.
async function again() {
  const page = await fetch(form.action, { credentials: "same-origin" }).then((answer) => answer.text()).catch(() => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("form.uploading [name=csrfmiddlewaretoken]");
  if (!fresh) return window.addEventListener("focus", again, { once: true });
  token = queue.token = fresh.value;
  problem("");
  queue.resume();
  meter();
  look();
}

let looking = false;
async function look() {
  if (looking) return;
  looking = true;
  const byKey = () => new Map([...items.values()].filter(({ key }) => key).map((item) => [item.key, item]));
  for (;;) {
    const { ok, status, said } = await ask(`${addresses.outcomes}?since=${since}`).catch(() => ({ ok: false }));
    if ([401, 403, 404].includes(status)) {
      // Signed out: nothing is asked for until somebody comes back to this page.
      looking = false;
      $(".told").textContent = "";
      problem(say("signed_out"));
      window.addEventListener("focus", again, { once: true });
      return queue.pause();
    }
    if (ok) {
      const known = byKey();
      for (const news of said.files) if (known.has(news.name)) list.settle(known.get(news.name), news, keep);
      since = said.at;
      if (said.halted) problem(said.halted);
      if (said.more) continue;
      if (!queue.open) {
        if (!said.waiting) break;
        $(".told").textContent = say("all_come", { n: said.waiting });
      }
    }
    await new Promise((go) => setTimeout(go, LOOK));
  }
  looking = false;
  finished();
}

function finished() {
  const tally = { taken: 0, already: 0, skipped: 0, refused: 0 };
  for (const { outcome } of items.values()) if (outcome in tally) tally[outcome] += 1;
  const parts = Object.entries(tally).filter(([, n]) => n).map(([outcome, n]) => say(`done_${outcome}`, { n }));
  $(".told").textContent = say("done", { what: new Intl.ListFormat(document.documentElement.lang).format(parts) });
  $(".leave").hidden = false;
  form.classList.add("finished");
  form.dataset.state = "finished";
}

async function keep(item, address, button) {
  button.disabled = true;
  const { ok } = await ask(address, { method: "POST" }).catch(() => ({ ok: false }));
  if (!ok) return (button.disabled = false);
  item.outcome = "";
  item.state = "come";
  list.tell(item);
  look();
}

function problem(said) {
  $(".problem").hidden = !said;
  $(".problem").textContent = said;
}

tally();
