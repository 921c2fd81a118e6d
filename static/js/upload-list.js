// The list of files: a row for each, told of every change.
import { say, size } from "./upload-words.js";

const SHOWN = { arriving: true, offline: true, paused: true };

export class List {
  constructor(root, off) {
    Object.assign(this, { root, off, template: document.getElementById("row") });
  }

  add(item) {
    const row = this.template.content.cloneNode(true).firstElementChild;
    const cut = item.name.lastIndexOf("/") + 1;
    row.querySelector(".folder").textContent = item.name.slice(0, cut);
    row.querySelector(".name").textContent = item.name.slice(cut);
    row.querySelector(".size").textContent = size(item.file.size);
    row.querySelector("progress").setAttribute("aria-label", item.name);
    row.querySelector(".off").addEventListener("click", () => this.off(item));
    item.row = row;
    this.root.append(row);
    this.tell(item);
  }

  tell(item) {
    const { row } = item, bar = row.querySelector("progress"), off = row.querySelector(".off");
    const part = item.file.size ? item.sent / item.file.size : 1;
    row.className = `is-${item.outcome || item.state}`;
    bar.hidden = !SHOWN[item.state] || Boolean(item.outcome);
    bar.value = part;
    const before = item.state === "ready" || item.state === "bad" || (item.state === "sheet" && !item.laid);
    off.hidden = !(before || SHOWN[item.state] || item.state === "waits") || Boolean(item.outcome);
    off.querySelector(".unseen").textContent = `${say(before ? "remove" : "cancel")}: ${item.name}`;
    off.title = say(before ? "remove" : "cancel");
    if (item.outcome) return;
    const state = row.querySelector(".state");
    state.textContent = this.#words(item, part);
    if (item.laid) state.append(" ", link(item.laid, say("sheet_look")));
  }

  #words(item, part) {
    if (item.state === "failed") return say("failed", { why: item.why });
    if (item.state === "bad") return item.why;
    if (item.state === "sheet") return `${say("sheet")} · ${item.why || say("sheet_kept")}`;
    return say(item.state, { percent: Math.floor(part * 100) });
  }

  // What became of it: {said, why, record, title, pages, same, same_title, keep}.
  settle(item, news, keep) {
    item.outcome = news.outcome;
    const state = item.row.querySelector(".state");
    state.textContent = news.said;
    if (news.record) state.append(" ", link(news.record, news.title), news.pages ? ` · ${news.pages}` : "");
    if (news.same) state.append(why(say("same", { title: "\0" }), link(news.same, news.same_title)));
    if (news.why) state.append(why(news.why));
    if (news.keep) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "second small", textContent: say("keep") });
      button.addEventListener("click", () => keep(item, news.keep, button));
      state.append(button);
    }
    this.tell(item);
  }
}

function link(href, title) {
  const made = Object.assign(document.createElement("a"), { href });
  made.append(Object.assign(document.createElement("bdi"), { textContent: title }));
  return made;
}

function why(text, inner) {
  const made = Object.assign(document.createElement("span"), { className: "why" });
  const [before, after] = text.split("\0");
  made.append(before, ...(inner ? [inner, after] : []));
  return made;
}
