// Copying what stands on the page, and printing it. Buttons that need scripts are hidden without them.
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without a secure context there is no clipboard to write to: the old way, from a field that is selected.
    const field = document.createElement("textarea");
    field.value = text;
    field.readOnly = true;
    (document.querySelector(":popover-open") ?? document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    const done = await copied(from.value ?? from.textContent);
    if (!done) from.select?.();
    for (const other of document.querySelectorAll("[data-copy].done")) other.classList.remove("done");
    button.classList.toggle("done", done);
    button.focus();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
