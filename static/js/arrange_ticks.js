// How many rows are ticked; Shift ticks a range.
const form = document.getElementById("many");
const boxes = [...(form?.querySelectorAll("input[name=record]") ?? [])];
const said = document.getElementById("ticked");
let last = null;

const say = () => {
  if (said) said.textContent = `(${boxes.filter((box) => box.checked).length})`;
};
for (const box of boxes) {
  box.addEventListener("click", (event) => {
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
    const ticked = form.querySelector("input[name=which][value=ticked]");
    if (ticked) ticked.checked = true;
    say();
  });
}
// What is written into a field is meant to change.
form?.addEventListener("input", (event) => {
  const box = form.querySelector(`input[name="set_${event.target.name}"]`);
  if (box && event.target.value) box.checked = true;
});
say();
