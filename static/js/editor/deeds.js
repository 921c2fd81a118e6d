// Every deed by its name: what keys, menus and buttons ask for.
import * as changes from "./changes.js";
import { Sheet } from "./sheet.js";
import { find, placeOf, placeOfRegion, rowsOf } from "./text.js";

export function deedsOf(editor, framing, offers) {
  const { scan, sheet } = editor;

  // What holds words is deleted by a second press alone.
  function twice(what, id, holds, told, deed) {
    if (holds && editor.armed !== `${what}${id}`) {
      editor.armed = `${what}${id}`;
      return editor.tell(told);
    }
    editor.armed = null;
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

  const step = (by) => {
    const { current } = editor, field = sheet.beside(current.id, by, current.cell);
    if (!field) return;
    field.focus({ preventScroll: true });
    field.setSelectionRange(by > 0 ? 0 : field.value.length, by > 0 ? 0 : field.value.length);
  };

  const deeds = {
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
      return editor.select(row.id, word[0], word[1]);
    }
    editor.tell("doubts");
  }

  return deeds;
}
