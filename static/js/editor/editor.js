// The editor: the text line by line, the image that follows, every deed by key, and nothing lost.
import * as changes from "./changes.js";
import { Glass } from "./glass.js";
import { History } from "./history.js";
import { Keeping } from "./keeping.js";
import { bindKeys } from "./keys.js";
import { deedsOf } from "./deeds.js";
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
import { bindWriting } from "./writing.js";

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
      this.armed = null; // what asks to be pressed once more
    }
    this.current = { id, cell };
    this.look();
    inView(sheet.rows.get(id).element);
    const every = rowsOf(this.text), next = every[every.findIndex((row) => row.id === id) + 1];
    if (scan && next) glass.foresee(placeOf(this.base, next));
  },

  // Selects part of a row's text, in whichever cell it stands.
  select(id, start, end) {
    let before = 0;
    for (const [cell, { field }] of sheet.rows.get(id).cells.entries()) {
      if (start <= before + field.value.length) {
        this.go(id, { cell });
        field.setSelectionRange(start - before, end - before);
        return this.look();
      }
      before += field.value.length + 1;
    }
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

const deeds = deedsOf(editor, scan && bindFraming(editor), offers);
bindWriting(editor, deeds);
bindKeys(editor, deeds, atEdge);
bindMenus(editor, deeds);
bindLetters(editor, said("letters-offered"), deeds);
bindFinding(editor, deeds);
addEventListener("resize", () => editor.look());

editor.begin(begun);
editor.tell("unchanged");
editor.saving.offerDraft();
document.documentElement.dataset.editor = "ready";
