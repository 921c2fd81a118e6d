// The text as one writes it: a field for each row, or for each cell of a table's row. Behind each field the same
// words are set once more, unseen, with a line under those that are in doubt: so that the line is where they are.
import { rowsOf } from "./text.js";

const DOUBTED = 0.75; // confidence below which a word is underlined
// Scripts that are written downwards, where the line on the page stands upright.
const DOWNWARDS = /[\u1800-\u18af\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]/;

const made = (tag, name, more = {}) => Object.assign(document.createElement(tag), { className: name }, more);

export class Sheet {
  static DOUBTED = DOUBTED;

  constructor(element, words, { language = "" } = {}) {
    Object.assign(this, { element, words, language, regions: new Map(), rows: new Map() });
  }

  // Makes the page say the text; touches only what differs from what it says already.
  show(text, upright = () => false) {
    const keptRegions = new Set(), keptRows = new Set();
    let line = 0, before = null;
    for (const [r, one] of text.regions.entries()) {
      keptRegions.add(one.id);
      const block = this.regions.get(one.id) ?? this.newBlock(one.id);
      follow(this.element, block.element, before);
      before = block.element;
      this.describe(block, one, r, text.regions.length);
      const columns = one.kind === "table" ? Math.max(...one.rows.map((each) => each.text.split("\t").length)) : 1;
      block.rows.style.setProperty("--columns", columns);
      let above = null;
      for (const each of one.rows) {
        keptRows.add(each.id);
        line++;
        const shown = this.rows.get(each.id) ?? this.newRow(each.id);
        follow(block.rows, shown.element, above);
        above = shown.element;
        const table = one.kind === "table";
        this.tell(shown, each, table, line, !table && DOWNWARDS.test(each.text) && upright(each));
      }
    }
    for (const [id, block] of this.regions) if (!keptRegions.has(id)) { block.element.remove(); this.regions.delete(id); }
    for (const [id, shown] of this.rows) if (!keptRows.has(id)) { shown.element.remove(); this.rows.delete(id); }
    this.text = text;
  }

  newBlock(id) {
    const element = made("section", "block");
    element.dataset.region = id;
    // The same is reached by the toolbar: with Tab one goes from line to line.
    const kind = made("button", "kind", { type: "button", tabIndex: -1 });
    const rows = made("div", "rows");
    element.append(kind, rows);
    const block = { element, kind, rows };
    this.regions.set(id, block);
    return block;
  }

  describe(block, one, r, of) {
    const name = this.words.kinds[one.kind] + (one.level ? ` ${one.level}` : "");
    const label = this.words.block.replace("%(kind)s", name).replace("%(number)s", r + 1).replace("%(last)s", of);
    if (block.label === label) return;
    block.label = label;
    block.element.setAttribute("aria-label", label);
    block.element.className = `block kind-${one.kind}`;
    block.kind.textContent = name;
    block.kind.title = label;
  }

  newRow(id) {
    const element = made("div", "row");
    element.dataset.row = id;
    const fields = made("div", "fields");
    element.append(fields);
    const shown = { element, fields, cells: [] };
    this.rows.set(id, shown);
    return shown;
  }

  newCell() {
    const holder = made("div", "field");
    const ghost = made("div", "ghost", { dir: "auto" });
    ghost.setAttribute("aria-hidden", "true");
    const field = made("textarea", "", { rows: 1, dir: "auto", spellcheck: false, autocomplete: "off" });
    field.setAttribute("autocapitalize", "off");
    field.setAttribute("autocorrect", "off");
    if (this.language) field.lang = this.language;
    holder.append(ghost, field);
    return { holder, ghost, field };
  }

  tell(shown, one, table, line, downwards) {
    const texts = table ? one.text.split("\t") : [one.text];
    if (shown.one === one && shown.line === line && shown.table === table && shown.downwards === downwards) return;
    shown.element.classList.toggle("cells", table);
    shown.element.classList.toggle("downwards", downwards);
    while (shown.cells.length > texts.length) shown.cells.pop().holder.remove();
    while (shown.cells.length < texts.length) {
      const cell = this.newCell();
      shown.fields.append(cell.holder);
      shown.cells.push(cell);
    }
    let at = 0;
    for (const [n, cell] of shown.cells.entries()) {
      const text = texts[n];
      if (cell.field.value !== text) cell.field.value = text;
      const label = table ? this.words.cell : this.words.line;
      cell.field.setAttribute("aria-label", label.replace("%(number)s", line).replace("%(column)s", n + 1));
      const marks = [
        ...one.offers.map(([start, end]) => [start - at, end - at, "offered"]),
        ...one.words.filter(([, , c]) => c !== null && c < DOUBTED).map(([start, end]) => [start - at, end - at, "doubted"]),
      ];
      underline(cell.ghost, text, marks.filter(([start, end]) => start >= 0 && end <= text.length));
      at += text.length + 1;
    }
    Object.assign(shown, { one, line, table, downwards });
  }

  // The row and cell of a field, and where its text begins in the row's.
  whereIs(field) {
    const id = Number(field.closest(".row").dataset.row), shown = this.rows.get(id);
    const cell = shown.cells.findIndex((each) => each.field === field);
    const start = shown.cells.slice(0, cell).reduce((sum, each) => sum + each.field.value.length + 1, 0);
    return { id, cell, start };
  }

  textOf(id) {
    return this.rows.get(id).cells.map((each) => each.field.value).join("\t");
  }

  fieldOf(id, cell = 0) {
    const { cells } = this.rows.get(id) ?? { cells: [] };
    return cells[Math.min(cell, cells.length - 1)]?.field ?? null;
  }

  // The field above or below, in the same column of a table.
  beside(id, by, cell) {
    const every = rowsOf(this.text), at = every.findIndex((each) => each.id === id);
    return every[at + by] ? this.fieldOf(every[at + by].id, cell) : null;
  }
}

function follow(parent, child, before) {
  const wanted = before ? before.nextSibling : parent.firstChild;
  if (wanted !== child) parent.insertBefore(child, wanted);
}

function underline(ghost, text, marks) {
  const parts = [];
  let at = 0;
  for (const [start, end, name] of marks.toSorted((a, b) => a[0] - b[0])) {
    if (start < at) continue;
    parts.push(text.slice(at, start), made("u", name, { textContent: text.slice(start, end) }));
    at = end;
  }
  // An empty last line has no height of its own.
  ghost.replaceChildren(...parts, `${text.slice(at)}\u200b`);
}

// Whether the cursor stands in the first or last of the lines that a field is wrapped into.
export function atEdge(field, by) {
  const ghost = field.previousElementSibling;
  const styles = getComputedStyle(field);
  const high = parseFloat(styles.lineHeight);
  if (ghost.clientHeight < 1.9 * high) return true;
  const range = document.createRange();
  const walker = document.createTreeWalker(ghost, NodeFilter.SHOW_TEXT);
  let left = field.selectionStart, node = walker.nextNode();
  while (node && left > node.length) { left -= node.length; node = walker.nextNode(); }
  if (!node) return true;
  range.setStart(node, Math.min(left, node.length));
  const here = range.getClientRects()[0] ?? range.getBoundingClientRect(), whole = ghost.getBoundingClientRect();
  return by < 0 ? here.top - whole.top < high : whole.bottom - here.bottom < high;
}
