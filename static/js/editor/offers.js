// What other readings say of the line one is in: each a pick, by key or by click.
import { retold } from "./text.js";

export class Offers {
  constructor(editor) {
    this.editor = editor;
    this.element = Object.assign(document.createElement("div"), { className: "offers" });
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.take([...this.element.querySelectorAll("button")].indexOf(button));
    });
  }

  show() {
    const { row, sheet, words } = this.editor, shown = row && sheet.rows.get(row.id);
    if (this.row === row && this.element.parentElement === shown?.element) return;
    this.row = row;
    const offers = row?.offers ?? [];
    if (!offers.length) return this.element.remove();
    this.element.replaceChildren(words.offered, ...offers.map(([start, end, instead], n) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button small", tabIndex: -1 });
      const was = document.createElement("bdi"), now = document.createElement("bdi");
      was.textContent = row.text.slice(start, end);
      now.textContent = instead;
      button.append(was, " → ", now);
      if (n < 9) button.append(Object.assign(document.createElement("kbd"), { textContent: `Alt ${n + 1}` }));
      return button;
    }));
    shown.element.append(this.element);
  }

  take(n) {
    const { row, where, text } = this.editor, offer = row?.offers[n];
    if (!offer) return;
    const [start, end, instead] = offer;
    const after = retold({ ...row, offers: row.offers.filter((one) => one !== offer) }, row.text.slice(0, start) + instead + row.text.slice(end));
    const [r, i] = where, region = text.regions[r];
    const rows = region.rows.with(i, after);
    this.editor.did({ text: { ...text, regions: text.regions.with(r, { ...region, rows }) }, row: row.id, cursor: start + instead.length }, { told: "picked" });
  }
}
