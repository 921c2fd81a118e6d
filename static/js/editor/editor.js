// The editor: the text line by line, the image that follows, every deed by key, and nothing lost.
import * as changes from "./changes.js";
import { Glass } from "./glass.js";
import { History } from "./history.js";
import { Keeping } from "./keeping.js";
import { bindKeys } from "./keys.js";
import { bindFinding } from "./finding.js";
import { bindFraming } from "./framing.js";
import { bindLetters } from "./letters.js";
import { bindMenus } from "./menus.js";
import { Saving } from "./saving.js";
import { Merging } from "./merging.js";
import { Offers } from "./offers.js";
import { openScan } from "./scan.js";
import { Sheet, atEdge } from "./sheet.js";
import { carriage, find, ofBase, placeOf, placeOfRegion, rowsOf, wanted } from "./text.js";

const said = (id) => JSON.parse(document.getElementById(id).textContent);
const part = (name) => document.querySelector(`[data-part=${name}]`);
const begun = said("begun"), words = said("words");
const still = !window.matchMedia("(prefers-reduced-motion: no-preference)").matches;

for (const name of ["deeds", "standing", "tools", "lines"]) part(name).hidden = false;
part("plain").remove(); // the same fields once more, for whoever has no script

const stage = document.querySelector(".stage");
const source = document.getElementById("source");
const scan = source ? openScan(stage, JSON.parse(source.textContent), still) : null;
const sheet = new Sheet(part("lines"), words, { language: begun.language });
const glass = new Glass(`${begun.address}/crop.jpg`, begun.ratio, words.glass);
const status = part("standing").querySelector("[role=status]");

const editor = {
  base: begun, words, scan, sheet, glass, history: new History(ofBase(begun)),
  current: { id: null, cell: 0 },
  get text() { return this.history.now.text; },
  get where() { return find(this.text, this.current.id); },
  get row() { const where = this.where; return where && this.text.regions[where[0]].rows[where[1]]; },
  get field() { return sheet.fieldOf(this.current.id, this.current.cell); },

  tell(name, values = {}) {
    const sentence = Object.entries(values).reduce((text, [key, value]) => text.replace(`%(${key})s`, value), words[name] ?? name);
    status.replaceChildren(sentence);
    status.dataset.said = name;
    if (name === "signedOut") {
      const link = Object.assign(document.createElement("a"), { href: begun.signIn, target: "_blank", rel: "noopener", textContent: words.signIn });
      status.append(" ", link);
    }
  },

  // A deed that was done: the text is another one, and it is kept.
  did(done, { typed = "", blank = false, told = "" } = {}) {
    if (!done) { this.tell("cannot"); return false; }
    this.history.push({ text: done.text, row: done.row }, typed, blank);
    this.show();
    if (!typed) this.go(done.row, { cursor: done.cursor });
    this.changed();
    if (told) this.tell(told);
    return true;
  },

  changed() {
    keeping.keep(this.base.number, { ...wanted(this.text), ...this.merging.kept() });
  },

  show() {
    sheet.show(this.text, (row) => {
      const box = placeOf(this.base, row);
      return Boolean(box) && (box[3] - box[1]) * begun.ratio > 2 * (box[2] - box[0]);
    });
    this.look();
  },

  go(id, { cell = this.current.cell, cursor } = {}) {
    const field = sheet.fieldOf(id, cell);
    if (!field) return;
    field.focus({ preventScroll: true });
    if (cursor !== undefined) field.setSelectionRange(cursor, cursor);
    this.enter(field);
  },

  // The row one came into: magnified above it, framed on the image.
  enter(field) {
    const { id, cell } = sheet.whereIs(field);
    if (this.current.id !== id) {
      for (const each of sheet.element.querySelectorAll(".row.current, .block.current")) each.classList.remove("current");
      const { element } = sheet.rows.get(id);
      element.classList.add("current");
      element.closest(".block").classList.add("current");
      if (scan) element.prepend(glass.element);
      disarm();
    }
    this.current = { id, cell };
    this.look();
    inView(sheet.rows.get(id).element);
    const every = rowsOf(this.text), next = every[every.findIndex((row) => row.id === id) + 1];
    if (scan && next) glass.foresee(placeOf(this.base, next));
  },

  stay() {
    const shown = sheet.rows.get(this.current.id);
    if (shown) inView(shown.element);
  },

  look() {
    const where = this.where;
    offers.show();
    if (!scan || !where) return;
    const region = this.text.regions[where[0]], row = region.rows[where[1]];
    const line = placeOf(this.base, row), word = this.wordAtCursor();
    scan.show({ block: placeOfRegion(this.base, region), line, word: word?.[3] ?? null });
    const { field } = this;
    const share = field?.value ? field.selectionStart / field.value.length : 0;
    glass.show(line, word?.[3] ?? null, field && getComputedStyle(field).direction === "rtl" ? 1 - share : share);
  },

  wordAtCursor() {
    const { row, field } = this;
    if (!row || !field) return null;
    const at = sheet.whereIs(field).start + field.selectionStart;
    return row.words.find(([start, end]) => start <= at && at <= end) ?? null;
  },

  // The version that was made of `sent` is what the text is begun from now; undoing goes on as before.
  rebase(base, sent) {
    const carry = carriage(this.base, base, sent);
    this.base = { ...this.base, number: base.number, regions: base.regions };
    if (!carry) return this.begin(this.base);
    this.history.carry(carry);
    this.show();
  },

  // The text as it stands in a version, with nothing to undo.
  begin(base, text = ofBase(base)) {
    this.base = base;
    // On a page without a word there is one empty line to begin with.
    this.history = new History(rowsOf(text).length ? text : changes.addRegion(text, [-1], null).text);
    this.current.id = null;
    this.show();
    this.go(rowsOf(this.text)[0].id, { cell: 0, cursor: 0 });
  },
};

// Between what lies over the lines: on a phone the image above, and the buttons below.
function inView(element) {
  const outer = part("lines"), frame = outer.getBoundingClientRect(), inner = element.getBoundingClientRect();
  if (outer.scrollHeight > outer.clientHeight + 1) {
    if (inner.top < frame.top + 8 || inner.bottom > frame.bottom - 8) outer.scrollTop += inner.top - frame.top - frame.height / 3;
    return;
  }
  const bar = part("deeds"), fixed = getComputedStyle(bar).position === "fixed";
  const over = innerWidth < 992 ? Math.max(0, stage.getBoundingClientRect().bottom) : 0;
  const under = innerHeight - (fixed ? bar.offsetHeight : 0);
  if (inner.top >= over + 8 && inner.bottom <= under - 8) return;
  // The image goes along until it has reached the top, and lies less high then.
  const room = stage.offsetHeight + 40;
  scrollBy({ top: inner.top - room - Math.max(8, (under - room - inner.height) / 3), behavior: still ? "auto" : "smooth" });
}

editor.merging = new Merging(editor, part, begun);
const keeping = new Keeping(`${begun.address}/edit/draft`, begun, (name) => editor.tell(name));
editor.keeping = keeping;
editor.saving = new Saving(editor, part, begun);
const offers = new Offers(editor);

// What holds words is deleted by a second press alone.
let armed = null;
function disarm() { armed = null; }
function twice(what, id, holds, told, deed) {
  if (holds && armed !== `${what}${id}`) {
    armed = `${what}${id}`;
    return editor.tell(told);
  }
  armed = null;
  deed();
}

const at = (deed, told) => () => { const { where } = editor; if (where && !editor.saving.offering) editor.did(deed(editor.text, where), { told }); };
const unwind = (entry, told, none) => {
  if (!entry) return editor.tell(none);
  const row = find(entry.text, entry.row) ? entry.row : editor.current.id;
  editor.current = { ...editor.current, id: null };
  editor.show();
  editor.go(find(entry.text, row) ? row : rowsOf(entry.text)[0].id);
  editor.changed();
  editor.tell(told);
};

const framing = scan && bindFraming(editor);
const step = (by) => {
  const { current } = editor, field = sheet.beside(current.id, by, current.cell);
  if (!field) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(by > 0 ? 0 : field.value.length, by > 0 ? 0 : field.value.length);
};

export const deeds = {
  undo: () => unwind(editor.history.undo(), "undone", "nothing"),
  redo: () => unwind(editor.history.redo(), "redone", "nothingAgain"),
  save: () => editor.saving.save("corrected"),
  approve: () => editor.saving.save("reviewed"),
  next: () => step(1),
  previous: () => step(-1),
  split: () => { const { field } = editor; editor.did(changes.split(editor.text, editor.where, field.selectionStart), { told: "split" }); },
  join: at(changes.join, "joined"),
  joinPrevious: () => {
    const { where } = editor;
    if (where?.[1]) editor.did(changes.join(editor.text, [where[0], where[1] - 1]), { told: "joined" });
  },
  add: at(changes.add, "added"),
  remove: () => {
    const { row } = editor;
    if (row) twice("row", row.id, row.text.trim(), "again", at(changes.remove, "deleted"));
  },
  up: at((text, where) => changes.move(text, where, -1), "moved"),
  down: at((text, where) => changes.move(text, where, 1), "moved"),
  blockUp: at((text, where) => changes.moveRegion(text, where, -1), "moved"),
  blockDown: at((text, where) => changes.moveRegion(text, where, 1), "moved"),
  splitBlock: at(changes.splitRegion, "split"),
  joinBlocks: at((text, where) => {
    const next = text.regions[where[0] + 1];
    return changes.joinRegions(text, where, next ? [placeOfRegion(editor.base, text.regions[where[0]]), placeOfRegion(editor.base, next)] : []);
  }, "joined"),
  removeBlock: () => {
    const { where } = editor, region = where && editor.text.regions[where[0]];
    if (region) twice("block", region.id, region.rows.some((row) => row.text.trim()), "againBlock", at(changes.removeRegion, "deleted"));
  },
  addBlock: () => {
    if (!framing) return at((text, where) => changes.addRegion(text, where, null), "added")();
    framing.draw(null, (box) => editor.did(changes.addRegion(editor.text, editor.where, box), { told: "added" }));
  },
  placeLine: () => {
    const { row } = editor;
    if (framing && row) framing.draw(placeOf(editor.base, row), (box) => editor.did(changes.place(editor.text, editor.where, box), { told: "drawn" }));
  },
  placeBlock: () => {
    const { where } = editor;
    if (framing && where) {
      framing.draw(placeOfRegion(editor.base, editor.text.regions[where[0]]), (box) => editor.did(changes.describe(editor.text, editor.where, { box }), { told: "drawn" }));
    }
  },
  addColumn: at((text, where) => changes.column(text, where, editor.current.cell + 1, 0), "added"),
  removeColumn: () => {
    const { where } = editor, region = where && editor.text.regions[where[0]];
    const holds = region?.rows.some((row) => row.text.split("\t")[editor.current.cell]?.trim());
    if (region) twice("column", `${region.id}.${editor.current.cell}`, holds, "againColumn", at((text, here) => changes.column(text, here, editor.current.cell, 1), "deleted"));
  },
  describe: (fields) => at((text, where) => changes.describe(text, where, fields), "changed")(),
  doubt: () => nextDoubt(1),
  doubtBefore: () => nextDoubt(-1),
  image: () => (document.activeElement === scan?.deep ? editor.field?.focus() : scan?.deep.focus()),
  in: () => scan.zoom(1.5),
  out: () => scan.zoom(1 / 1.5),
  whole: () => scan.whole(),
  close: () => scan.close(),
  left: () => scan.turn(-90),
  right: () => scan.turn(90),
  closeMerge: () => { editor.merging.panel.hidden = true; editor.field?.focus(); },
  keys: () => document.getElementById("keys").togglePopover(),
  takeDraft: () => editor.saving.takeDraft(),
  dropDraft: () => editor.saving.dropDraft(),
  pick: (n) => offers.take(n - 1),
};

function nextDoubt(by) {
  const every = rowsOf(editor.text), { field } = editor;
  const here = Math.max(0, every.findIndex((row) => row.id === editor.current.id));
  const cursor = field ? sheet.whereIs(field).start + (by > 0 ? field.selectionEnd : field.selectionStart) : 0;
  for (let n = 0; n <= every.length; n++) {
    const row = every[(here + by * n + every.length * 2) % every.length];
    const doubts = [...row.words.filter(([, , c]) => c !== null && c < Sheet.DOUBTED), ...row.offers].toSorted((a, b) => a[0] - b[0]).filter(([start, end]) => (n || (by > 0 ? start >= cursor : end <= cursor)));
    const word = by > 0 ? doubts[0] : doubts.at(-1);
    if (!word) continue;
    return select(row.id, word[0], word[1]);
  }
  editor.tell("doubts");
}

// Selects part of a row's text, in whichever cell it stands.
export function select(id, start, end) {
  let before = 0;
  for (const [cell, { field }] of sheet.rows.get(id).cells.entries()) {
    if (start <= before + field.value.length) {
      editor.go(id, { cell });
      field.setSelectionRange(start - before, end - before);
      return editor.look();
    }
    before += field.value.length + 1;
  }
}

sheet.element.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) editor.enter(event.target); });
sheet.element.addEventListener("input", (event) => {
  const { id } = sheet.whereIs(event.target), where = find(editor.text, id);
  disarm();
  // Line breaks come in by dictation and drops; they are rows here.
  const value = sheet.textOf(id).replace(/[\r\n]+/g, " ");
  if (event.isComposing) return editor.look();
  const done = changes.tell(editor.text, where, value);
  if (done) editor.did(done, { typed: `${id}`, blank: event.data === " " });
});
sheet.element.addEventListener("compositionend", (event) => {
  const { id } = sheet.whereIs(event.target);
  const done = changes.tell(editor.text, find(editor.text, id), sheet.textOf(id));
  if (done) editor.did(done, { typed: `${id}` });
});
sheet.element.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const { where, field } = editor;
  if (!/[\r\n\t]/.test(text) || !field) return;
  event.preventDefault();
  const lines = text.replace(/[\r\n]+$/, "");
  if (editor.text.regions[where[0]].kind === "table" || !/[\r\n]/.test(lines)) {
    field.setRangeText(lines.replace(/\s+/g, " "), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else editor.did(changes.paste(editor.text, where, field.selectionStart, field.selectionEnd, lines));
});
document.addEventListener("selectionchange", () => { if (document.activeElement === editor.field) editor.look(); });
sheet.element.addEventListener("click", (event) => {
  const kind = event.target.closest(".kind");
  if (!kind) return;
  const region = editor.text.regions.find((one) => one.id === Number(kind.closest(".block").dataset.region));
  editor.go(region.rows[0].id);
  document.getElementById("block-menu").showPopover();
});
document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-do]")?.dataset.do;
  if (name && deeds[name]) deeds[name]();
});
scan?.onClick(([x, y]) => {
  if (scan.deep.classList.contains("drawing")) return;
  let best = null;
  for (const row of rowsOf(editor.text)) {
    const box = placeOf(editor.base, row);
    if (!box) continue;
    const away = Math.max(box[0] - x, 0, x - box[2]) + 3 * Math.max(box[1] - y, 0, y - box[3]);
    if (away < 0.05 && (!best || away < best.away)) best = { row, away };
  }
  if (!best) return;
  const word = best.row.words.find(([, , , b]) => b[0] <= x && x <= b[2] && b[1] <= y && y <= b[3]);
  if (word) select(best.row.id, word[0], word[0]);
  else editor.go(best.row.id, { cursor: 0 });
});

bindKeys(editor, deeds, atEdge);
bindMenus(editor, deeds);
bindLetters(editor, said("letters-offered"), deeds);
bindFinding(editor, deeds, select);
addEventListener("resize", () => editor.look());

editor.begin(begun);
editor.tell("unchanged");
editor.saving.offerDraft();
document.documentElement.dataset.editor = "ready";
