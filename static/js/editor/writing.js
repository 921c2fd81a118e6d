// What is typed, pasted and clicked.
import * as changes from "./changes.js";
import { find, placeOf, rowsOf } from "./text.js";

export function bindWriting(editor, deeds) {
  const { scan, sheet } = editor;

  sheet.element.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) editor.enter(event.target); });
  sheet.element.addEventListener("input", (event) => {
    const { id } = sheet.whereIs(event.target), where = find(editor.text, id);
    editor.armed = null;
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
    if (word) editor.select(best.row.id, word[0], word[0]);
    else editor.go(best.row.id, { cursor: 0 });
  });
}
