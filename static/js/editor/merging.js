export class Merging {
  constructor(editor, begun) { Object.assign(this, { editor, begun }); }
  open(told) { void told; }
  ask(draft) { void draft; }
}
