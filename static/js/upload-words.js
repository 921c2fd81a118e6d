// Sentences, sizes and times, in the language of the page.
const texts = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang || "en";

export const say = (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  const digits = step > 1 ? 1 : 0, unitDisplay = step ? "short" : "long";
  const form = new Intl.NumberFormat(language, { style: "unit", unit: units[step], unitDisplay, maximumFractionDigits: digits });
  return form.format(bytes / 1000 ** step);
}

export function left(seconds) {
  if (seconds < 90) return say("seconds", { n: Math.max(1, Math.ceil(seconds)) });
  return seconds < 5400 ? say("minutes", { n: Math.round(seconds / 60) }) : say("hours", { n: (seconds / 3600).toFixed(1) });
}
