// While the archive is looking, the page says so; the form works without this.
const waiting = document.querySelector(".status .waiting");

function busy(on) {
  document.querySelector("main").toggleAttribute("aria-busy", on);
  if (waiting) waiting.hidden = !on;
  document.querySelector(".status .count")?.toggleAttribute("hidden", on);
}

const form = document.querySelector("form.grand");
form.addEventListener("submit", () => busy(true));
document.getElementById("where")?.addEventListener("change", () => {
  if (form.q.value.trim()) form.requestSubmit();
});
// Coming back by the browser's button shows the page as it was left: no longer waiting.
addEventListener("pageshow", () => busy(false));
