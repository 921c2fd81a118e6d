// Letters that keyboards lack, put in at the cursor; those used last stand first.
const KEPT = "muniment.letters", MOST = 12;

function used() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch { return []; }
}

export function bindLetters(editor, offered, deeds) {
  const bar = document.getElementById("letters"), opener = document.querySelector("[data-do=letters]");

  function fill() {
    const first = used().filter((one) => offered.includes(one));
    bar.replaceChildren(...[...first, ...offered.filter((one) => !first.includes(one))].map((letter, n) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: letter, tabIndex: n ? -1 : 0 });
      button.dataset.letter = letter;
      // Diacritics and the like have no look of their own, but a number everybody can look up.
      button.title = `${letter} U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      return button;
    }));
  }

  deeds.letters = () => {
    const open = bar.hidden;
    if (open) fill();
    bar.hidden = !open;
    opener.setAttribute("aria-expanded", open);
    editor.stay(); // the bar takes room from the lines
    if (open) bar.firstElementChild?.focus();
    else editor.field?.focus();
  };

  bar.addEventListener("click", (event) => {
    const letter = event.target.closest("[data-letter]")?.dataset.letter, { field } = editor;
    if (!letter || !field) return;
    field.focus({ preventScroll: true });
    field.setRangeText(letter, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, data: letter }));
    try {
      localStorage.setItem(KEPT, JSON.stringify([letter, ...used().filter((one) => one !== letter)].slice(0, MOST)));
    } catch { /* a browser that keeps nothing: the order stays */ }
  });
  // One stop for Tab; the arrows go from letter to letter.
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); return deeds.letters(); }
    const rtl = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
    const by = { ArrowRight: rtl, ArrowLeft: -rtl, ArrowDown: 8, ArrowUp: -8 }[event.key];
    const every = [...bar.children], to = every[every.indexOf(document.activeElement) + (by ?? 0)];
    if (!by || !to) return;
    event.preventDefault();
    document.activeElement.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}
