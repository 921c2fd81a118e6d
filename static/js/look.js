// Light and contrast of the image, for this view only. They stay while one turns the pages of a faint volume.
const KEPT = "muniment.look";

export function bindLook(form, deep) {
  const read = () => ({
    brightness: form.brightness.value, contrast: form.contrast.value,
    grayscale: form.grayscale.checked ? 1 : 0, invert: form.invert.checked ? 1 : 0,
  });

  const show = () => {
    const filters = Object.entries(read()).filter(([name, value]) => Number(value) !== (name === "brightness" || name === "contrast" ? 1 : 0));
    const canvas = deep.querySelector("canvas");
    if (canvas) canvas.style.filter = filters.map(([name, value]) => `${name}(${value})`).join(" ");
    deep.classList.toggle("changed", filters.length > 0);
    try {
      if (filters.length) sessionStorage.setItem(KEPT, JSON.stringify(read()));
      else sessionStorage.removeItem(KEPT);
    } catch { /* a browser that keeps nothing: only this page is changed */ }
  };

  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    if (kept) {
      form.brightness.value = kept.brightness;
      form.contrast.value = kept.contrast;
      form.grayscale.checked = Boolean(kept.grayscale);
      form.invert.checked = Boolean(kept.invert);
    }
  } catch { /* nothing was kept */ }
  form.addEventListener("input", show);
  form.addEventListener("reset", () => requestAnimationFrame(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  return { show, invert: () => { form.invert.checked = !form.invert.checked; show(); } };
}
