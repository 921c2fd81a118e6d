// Two wrote one page: everything both did is in the text, and where both changed the same words one chooses. What is
// not chosen yet is kept with the draft, so that nothing is lost before it is decided.
import * as changes from "./changes.js";
import { token } from "./keeping.js";
import { find, ofWanted, rowsOf } from "./text.js";

const made = (tag, fields = {}, ...inner) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...inner);
  return element;
};

export class Merging {
  constructor(editor, part, begun) {
    Object.assign(this, { editor, part, begun, clashes: [] });
    this.panel = part("merge");
    this.list = this.panel.querySelector("ol");
  }

  // `told`: the version that counts now, the text put together on it, and what both changed.
  open(told) {
    const { editor } = this;
    editor.begin(told.base);
    this.resume(told.wanted, told.clashes, told.author);
  }

  resume(wanted, clashes, author = "") {
    const { editor } = this;
    const text = ofWanted(editor.base, wanted);
    this.clashes = clashes.map((clash) => {
      const count = (clash.theirs || clash.mine).split("\n").length;
      const rows = text.regions[clash.region]?.rows.slice(clash.row, clash.row + count) ?? [];
      return { ...clash, ids: rows.map((row) => row.id), chosen: clash.theirs ? "theirs" : "mine" };
    });
    editor.did({ text, row: this.clashes.flatMap((clash) => clash.ids)[0] ?? rowsOf(text)[0]?.id });
    this.show(author);
    editor.tell("merged");
  }

  async ask(draft) {
    const { editor, begun } = this;
    let answer = null, told = {};
    try {
      answer = await fetch(`${begun.address}/edit/merge`, {
        method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ base: draft.base, wanted: draft.wanted }),
      });
      told = await answer.json();
    } catch { /* told below */ }
    if (answer?.ok) return this.open({ ...told, clashes: [...told.clashes, ...(draft.wanted.clashes ?? []).map((clash) => ({ ...clash, region: -1 }))] });
    editor.saving.offering = true; // the draft is there still
    editor.tell(told.said ?? (answer ? "signedOut" : "offline"));
  }

  show(author) {
    const { editor, panel } = this, { words } = editor;
    panel.querySelector("h2").textContent = words[author ? "mergedWith" : "mergedAgain"].replace("%(name)s", author).replace("%(number)s", editor.base.number);
    panel.querySelector("p").textContent = this.clashes.length ? words.choose : words.noClash;
    this.list.replaceChildren(...this.clashes.map((clash, n) => this.item(clash, n)));
    panel.hidden = false;
    panel.querySelector("h2").focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
    if (innerWidth >= 992) editor.stay();
  }

  item(clash, n) {
    const { words } = this.editor;
    const ways = ["theirs", "mine", "both"].map((way) => {
      const input = made("input", { type: "radio", name: `clash-${n}`, value: way, checked: clash.chosen === way, disabled: !clash.ids.length });
      input.addEventListener("change", () => this.choose(clash, way));
      const text = way === "both" ? "" : clash[way];
      const says = made("bdi", { className: text || way === "both" ? "" : "detail", textContent: text || (way === "both" ? "" : words.goneLine) });
      return made("label", {}, input, made("span", { className: "detail", textContent: words[way] }), says);
    });
    const was = made("p", { className: "detail" }, `${words.before} `, made("bdi", { textContent: clash.base || words.goneLine }));
    const legend = made("legend", { className: "unseen", textContent: words.clash.replace("%(number)s", n + 1) });
    return made("li", {}, made("fieldset", {}, legend, was, ...ways));
  }

  choose(clash, way) {
    const said = { theirs: [clash.theirs], mine: [clash.mine], both: [clash.theirs, clash.mine] }[way].filter((text, n, every) => text || every.length === 1);
    const { editor } = this;
    const ids = clash.ids.filter((id) => find(editor.text, id));
    const done = ids.length && changes.instead(editor.text, ids, said.join("\n").split("\n"));
    if (!done) return editor.tell("cannot");
    const focus = document.activeElement;
    clash.ids = done.ids;
    clash.chosen = way;
    editor.did(done);
    focus?.focus();
  }

  // With the draft: what was not taken over, where it stands now.
  kept() {
    if (!this.clashes.length) return {};
    return {
      clashes: this.clashes.map(({ base, mine, theirs, ids }) => {
        const [region, row] = (ids.map((id) => find(this.editor.text, id)).find(Boolean)) ?? [-1, 0];
        return { base, mine, theirs, region, row };
      }),
    };
  }

  // Saved: what was chosen is what was meant.
  close() {
    this.clashes = [];
    this.panel.hidden = true;
  }
}
