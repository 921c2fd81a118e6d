// A record's words, edited where they stand. Without this script each pencil leads to a page with the same form.
const asked = { headers: { "X-Part": "words" }, credentials: "same-origin" };
const told = document.createElement("p"); // says what happened to whoever does not see it
told.className = "unseen";
told.setAttribute("role", "status");
document.querySelector("main").append(told);

// A part of a page, or null where the answer is something else: a page to sign in, an error.
async function ask(address, more = {}) {
  const answer = await fetch(address, { ...asked, ...more });
  const text = answer.ok && !answer.redirected ? await answer.text() : "";
  if (!text || text.includes("<html")) return null;
  return new DOMParser().parseFromString(text, "text/html");
}

const pencil = (part) => document.querySelector(`[data-edits="${part}"]`);

async function open(link) {
  const place = link.closest("[data-part]");
  let form;
  try {
    form = (await ask(link.href))?.querySelector("form.in-place");
  } catch {
    // No network: the link may still say why.
  }
  if (!form) return location.assign(link.href);
  close(false);
  show(place, document.importNode(form, true));
}

function show(place, form) {
  place.querySelector(":scope > form.in-place")?.remove();
  place.append(form);
  const field = form.querySelector(".wrong :is(input, textarea)") ?? form.querySelector(":is(input:not([type=hidden]), textarea)");
  field.focus();
  if (!form.querySelector(".wrong")) field.select();
}

function close(back = true) {
  const form = document.querySelector("form.in-place");
  if (!form) return;
  const { part } = form.closest("[data-part]").dataset;
  form.remove();
  if (back) pencil(part).focus();
}

function trouble(form, sentence) {
  const line = form.querySelector(".trouble");
  line.hidden = false;
  line.textContent = sentence;
  form.querySelector("button").focus();
}

async function save(form) {
  const place = form.closest("[data-part]");
  const { part } = place.dataset;
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  try {
    if (form.dataset.late) {
      // Whoever signed in again has another token; what was written stays.
      const fresh = (await ask(form.action))?.querySelector("[name=csrfmiddlewaretoken]");
      if (fresh) form.querySelector("[name=csrfmiddlewaretoken]").value = fresh.value;
    }
    const got = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    button.disabled = false;
    if (!got) {
      form.dataset.late = "yes";
      return trouble(form, form.dataset.refused);
    }
    const again = got.querySelector("form.in-place");
    if (again) return show(place, document.importNode(again, true));
    for (const now of got.querySelectorAll("[data-part]")) {
      const old = document.querySelector(`[data-part="${now.dataset.part}"]`);
      // Whoever writes in another part already is not disturbed.
      if (old && (old === place || !old.querySelector("form.in-place"))) old.replaceWith(document.importNode(now, true));
    }
    if (!document.querySelector("form.in-place")) pencil(part).focus();
    told.textContent = form.dataset.saved;
  } catch {
    button.disabled = false;
    trouble(form, form.dataset.offline);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-edits]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest?.("[data-cancel]")) close();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.in-place")) return;
  event.preventDefault();
  save(event.target);
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.in-place");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") close();
  // A line ends with Enter; several lines with Ctrl-Enter.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

// How a date is understood, said while it is written.
let soon;
document.addEventListener("input", (event) => {
  const field = event.target;
  const address = field.closest?.("form.in-place") && field.getAttribute("hx-get");
  if (!address) return;
  clearTimeout(soon);
  soon = setTimeout(async () => {
    const answer = await fetch(`${address}?${new URLSearchParams({ date_text: field.value })}`).catch(() => null);
    if (!answer?.ok) return;
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("understood")?.replaceChildren(...said.body.childNodes);
  }, 250);
});
