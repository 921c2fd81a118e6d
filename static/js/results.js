// While the archive is looking, the page says so; the form works without this.
const waiting = document.querySelector(".status .waiting");

function busy(on) {
  document.querySelector("main").toggleAttribute("aria-busy", on);
  if (waiting) waiting.hidden = !on;
  document.querySelector(".status .count")?.toggleAttribute("hidden", on);
}

const form = document.querySelector("form.grand");
form.addEventListener("submit", () => busy(true));
// Chosen with a pointer it is asked at once. Keys pass through the choices on their way: they end at the button.
let byKey = false;
for (const select of form.querySelectorAll("select")) {
  select.addEventListener("keydown", () => { byKey = true; });
  select.addEventListener("pointerdown", () => { byKey = false; });
  select.addEventListener("change", () => {
    if (!byKey && form.q.value.trim()) form.requestSubmit();
  });
}
// Coming back by the browser's button shows the page as it was left: no longer waiting.
addEventListener("pageshow", () => busy(false));
