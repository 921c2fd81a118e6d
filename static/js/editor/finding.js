// Finding within the page, capitals and accents aside.
import { rowsOf } from "./text.js";

const folded = (text) => [...text].map((letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ſ", "s").padEnd(letter.length).slice(0, letter.length)).join("");

export function bindFinding(editor, deeds) {
  const form = document.getElementById("finding"), field = form.elements.find, said = form.querySelector("output");
  const opener = document.querySelector("[data-do=find]");
  let at = -1;

  deeds.find = () => {
    const open = form.hidden || document.activeElement?.closest(".row");
    form.hidden = !open;
    opener.setAttribute("aria-expanded", open);
    editor.stay();
    if (open) field.select();
    else editor.field?.focus();
  };

  const found = () => {
    const sought = folded(field.value), every = [];
    if (sought) {
      for (const row of rowsOf(editor.text)) {
        const text = folded(row.text);
        for (let start = text.indexOf(sought); start >= 0; start = text.indexOf(sought, start + sought.length)) every.push([row.id, start, start + sought.length]);
      }
    }
    return every;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const every = found();
    at = every.length ? (at + 1) % every.length : -1;
    said.textContent = every.length
      ? editor.words.foundAt.replace("%(number)s", at + 1).replace("%(last)s", every.length)
      : editor.words.foundNone;
    if (!every.length) return;
    editor.select(...every[at]);
    field.focus({ preventScroll: true });
  });
  field.addEventListener("input", () => { at = -1; said.textContent = ""; });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    form.hidden = true;
    opener.setAttribute("aria-expanded", false);
    editor.field?.focus();
  });
}
