// Tasks and modes follow the engine that is chosen, words the task; what has nothing to choose from goes away.
function follow(way) {
  const engine = way.querySelector("[name^=engine]");
  for (const list of way.querySelectorAll("[name^=task], [name^=mode]")) {
    let some = false;
    for (const group of list.querySelectorAll("optgroup")) {
      const mine = group.dataset.engine === engine.value;
      group.hidden = group.disabled = !mine;
      some ||= mine;
      if (!mine && group.contains(list.selectedOptions[0])) list.value = "";
    }
    list.closest(".field").hidden = !some;
  }
  const words = way.querySelector("[name^=words]");
  if (words) words.closest(".field").hidden = !way.querySelector("[name^=task]").selectedOptions[0]?.dataset.asks;
}

document.addEventListener("change", (event) => {
  const way = event.target.closest?.(".way");
  if (way) follow(way);
});
// What is fetched anew begins anew.
document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.(".way").forEach(follow));
document.querySelectorAll(".way").forEach(follow);
