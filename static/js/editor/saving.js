// Saving, and what is written by two at once. A draft from before is offered, never put in place unasked.
import { token } from "./keeping.js";
import { ofBase, ofWanted, rowsOf, wanted } from "./text.js";

export class Saving {
  constructor(editor, part, begun) {
    Object.assign(this, { editor, part, begun, busy: false });
    this.note = document.getElementById("note");
  }

  async save(status) {
    const { editor, begun } = this;
    if (this.busy || this.offering) return;
    this.busy = true;
    editor.tell("saving");
    await editor.keeping.pause();
    const sent = editor.text;
    let answer = null, told = {};
    try {
      answer = await fetch(`${begun.address}/edit/save${begun.from ? `?from=${begun.from}` : ""}`, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ base: editor.base.number, wanted: wanted(sent), status, note: this.note.value }),
      });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) told = await answer.json();
    } catch { /* told below */ }
    this.busy = false;
    if (answer?.ok) return this.done(told, sent, status);
    editor.keeping.resume();
    if (answer?.status === 409) return editor.merging.open(told, status);
    if (told.said) return editor.tell(told.said);
    if (!answer || answer.status >= 500) editor.tell("offline");
    else editor.tell(answer.status === 404 ? "closed" : "signedOut");
  }

  done(told, sent, status) {
    const { editor } = this;
    // What was typed while it was sent is not lost: it goes on from the version that was saved.
    const more = editor.text !== sent;
    editor.keeping.forget();
    this.note.value = "";
    if (this.begun.from && !more) return location.assign(told.onward);
    if (told.same) return editor.merging.close() ?? editor.tell("same");
    editor.merging.close();
    editor.rebase(told.base, sent);
    const approved = { reviewed: "approved", corrected: "second" }[told.status];
    editor.tell(status === "reviewed" ? approved : "saved", { number: told.saved });
    if (more) editor.changed();
  }

  // Of the two that may be kept, the later one; what says nothing new is passed over.
  offerDraft() {
    const here = this.editor.keeping.here(), there = this.begun.draft;
    const draft = here && (!there || here.at > there.at) ? here : there;
    const old = JSON.stringify(wanted(ofBase(this.begun)));
    if (!draft?.wanted || (draft.base === this.begun.number && JSON.stringify(draft.wanted) === old)) return;
    this.draft = draft;
    const offer = this.part("offer"), late = draft.base !== this.begun.number;
    const words = this.editor.words[late ? "draftOld" : "draft"];
    const at = new Date(draft.at);
    const when = Number.isNaN(at.getTime()) ? "" : at.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    offer.querySelector("p").textContent = words.replace("%(when)s", when).replace("%(base)s", draft.base).replace("%(number)s", this.begun.number);
    this.offering = true;
    offer.querySelector("button").focus({ preventScroll: true });
  }

  // Until it is taken or thrown away nothing else is written, which would be kept in its place.
  set offering(now) {
    this.part("offer").hidden = !now;
    for (const name of ["lines", "tools"]) this.part(name).inert = now;
  }

  get offering() { return !this.part("offer").hidden; }

  async takeDraft() {
    const { editor, draft } = this;
    this.offering = false;
    if (draft.base === editor.base.number) {
      let text;
      try { text = ofWanted(editor.base, draft.wanted); } catch { return this.dropDraft(); }
      if (!rowsOf(text).length) return this.dropDraft();
      if (Array.isArray(draft.wanted.clashes) && draft.wanted.clashes.length) return editor.merging.resume(draft.wanted, draft.wanted.clashes);
      const sources = editor.base.regions.map((one) => one.rows.map((each) => each.text));
      const changed = rowsOf(text).find((row) => row.from.length !== 1 || row.text !== sources[row.from[0][0]]?.[row.from[0][1]]);
      editor.did({ text, row: (changed ?? rowsOf(text)[0]).id });
      return editor.tell("taken");
    }
    editor.merging.ask(draft);
  }

  dropDraft() {
    this.offering = false;
    this.editor.keeping.drop();
    this.draft = null;
    this.editor.tell("unchanged");
    this.editor.field?.focus();
  }
}
