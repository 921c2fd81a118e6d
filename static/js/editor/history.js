// Undoing and doing again, without an end: every text there was is kept, with the row one was in. What is typed into
// one row in one go is undone in one go.
const PAUSE = 1200; // milliseconds

export class History {
  constructor(text) {
    this.now = { text, row: null };
    this.before = [];
    this.after = [];
    this.typing = { row: null, at: 0 };
  }

  // `typed`: the place typing goes on in, "" for everything else.
  push(next, typed = "", blank = false) {
    const at = Date.now();
    const goesOn = typed && this.typing.row === typed && at - this.typing.at < PAUSE;
    if (!goesOn) this.before.push(this.now);
    this.typing = { row: blank ? null : typed, at };
    this.now = next;
    this.after = [];
  }

  undo() {
    if (!this.before.length) return null;
    this.after.push(this.now);
    this.typing.row = null;
    return (this.now = this.before.pop());
  }

  // Puts another text in the place of each there was.
  carry(to) {
    const carried = (entry) => ({ ...entry, text: to(entry.text) });
    this.before = this.before.map(carried);
    this.after = this.after.map(carried);
    this.now = carried(this.now);
    this.typing.row = null;
  }

  redo() {
    if (!this.after.length) return null;
    this.before.push(this.now);
    this.typing.row = null;
    return (this.now = this.after.pop());
  }
}
