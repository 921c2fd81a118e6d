// The menus of line and block: what can be done to where one is.
export function bindMenus(editor, deeds) {
  const block = document.getElementById("block-menu"), line = document.getElementById("line-menu");
  const kind = block.querySelector("[name=kind]"), level = block.querySelector("[name=level]");
  const markup = block.querySelector("[name=markup]");

  const fill = () => {
    const { where } = editor, region = where && editor.text.regions[where[0]];
    if (!region) return;
    kind.value = region.kind;
    level.value = String(region.level);
    markup.value = region.markup;
    for (const part of block.querySelectorAll("[data-of]")) part.hidden = !part.dataset.of.split(" ").includes(region.kind);
    for (const part of line.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== region.kind;
  };
  for (const menu of [block, line]) {
    menu.addEventListener("beforetoggle", (event) => { if (event.newState === "open") fill(); });
    menu.addEventListener("click", (event) => {
      const name = event.target.closest("[data-do]")?.dataset.do;
      // Deletion may ask to be pressed once more.
      if (name && !name.startsWith("remove")) menu.hidePopover();
    });
    menu.addEventListener("toggle", (event) => { if (event.newState === "closed" && !document.querySelector(".drawing")) editor.field?.focus({ preventScroll: true }); });
  }
  kind.addEventListener("change", () => {
    deeds.describe({ kind: kind.value, level: kind.value === "heading" ? Number(level.value) || 1 : 0 });
    fill();
    kind.focus();
  });
  level.addEventListener("change", () => { deeds.describe({ level: Number(level.value) }); level.focus(); });
  markup.addEventListener("change", () => { deeds.describe({ markup: markup.value }); });
}
