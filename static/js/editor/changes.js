// What can be done to a text. Each deed takes a text and where it is done ([region, row]), and gives the text after
// it and the row to go on with; null where it cannot be done there.
import { around, fresh, joined, parted, region, retold, row } from "./text.js";

const withRegions = (text, regions) => ({ ...text, regions });

function withRegion(text, r, ...instead) {
  return withRegions(text, text.regions.toSpliced(r, 1, ...instead));
}

function withRows(text, r, at, gone, ...rows) {
  const one = text.regions[r];
  return withRegion(text, r, { ...one, rows: one.rows.toSpliced(at, gone, ...rows) });
}

const isTable = (one) => one.kind === "table";

export function tell(text, [r, i], words) {
  const before = text.regions[r].rows[i], after = retold(before, words);
  return before === after ? null : { text: withRows(text, r, i, 1, after), row: after.id };
}

export function split(text, [r, i], cursor) {
  if (isTable(text.regions[r])) return add(text, [r, i]);
  const [head, tail] = parted(text.regions[r].rows[i], cursor);
  return { text: withRows(text, r, i, 1, head, tail), row: tail.id, cursor: 0 };
}

export function join(text, [r, i]) {
  const { rows } = text.regions[r];
  if (i + 1 >= rows.length) return null;
  const one = joined(rows[i], rows[i + 1]);
  return { text: withRows(text, r, i, 2, one), row: one.id, cursor: rows[i].text.length };
}

export function add(text, [r, i]) {
  const one = text.regions[r];
  const cells = isTable(one) ? Math.max(...one.rows.map((each) => each.text.split("\t").length)) : 1;
  const made = row({ text: "\t".repeat(cells - 1) });
  return { text: withRows(text, r, i + 1, 0, made), row: made.id, cursor: 0 };
}

// A region that is left without rows goes with the last of them; the last region of a page keeps one, empty.
export function remove(text, [r, i]) {
  const one = text.regions[r];
  if (one.rows.length > 1) {
    return { text: withRows(text, r, i, 1), row: one.rows[i + 1]?.id ?? one.rows[i - 1].id };
  }
  return removeRegion(text, [r, i]);
}

export function removeRegion(text, [r]) {
  if (text.regions.length === 1) {
    const empty = region();
    return { text: withRegions(text, [empty]), row: empty.rows[0].id };
  }
  const beside = text.regions[r + 1]?.rows[0] ?? text.regions[r - 1].rows.at(-1);
  return { text: withRegion(text, r), row: beside.id };
}

// Up or down by one; past the end of its region, into the one beside it.
export function move(text, [r, i], by) {
  const { rows } = text.regions[r], one = rows[i];
  if (rows[i + by]) {
    const moved = rows.toSpliced(i, 1).toSpliced(i + by, 0, one);
    return { text: withRegion(text, r, { ...text.regions[r], rows: moved }), row: one.id };
  }
  const beside = text.regions[r + by];
  if (!beside) return null;
  const into = { ...beside, rows: by > 0 ? [one, ...beside.rows] : [...beside.rows, one] };
  let regions = text.regions.with(r + by, into);
  regions = rows.length > 1 ? regions.with(r, { ...text.regions[r], rows: rows.toSpliced(i, 1) }) : regions.toSpliced(r, 1);
  return { text: withRegions(text, regions), row: one.id };
}

export function moveRegion(text, [r, i], by) {
  if (!text.regions[r + by]) return null;
  const one = text.regions[r];
  return { text: withRegions(text, text.regions.toSpliced(r, 1).toSpliced(r + by, 0, one)), row: one.rows[i].id };
}

export function splitRegion(text, [r, i]) {
  const one = text.regions[r];
  if (!i) return null;
  // The later part is made of nothing that stood there as a region: its place is that of its rows.
  const later = region({ ...one, id: fresh(), from: null, box: null, markup: "", rows: one.rows.slice(i) });
  return { text: withRegion(text, r, { ...one, rows: one.rows.slice(0, i) }, later), row: one.rows[i].id };
}

// `places` are the boxes of both, as far as they are known: where one was drawn, the whole is drawn around both.
export function joinRegions(text, [r, i], places) {
  const one = text.regions[r], next = text.regions[r + 1];
  if (!next) return null;
  const known = places.filter(Boolean);
  const whole = { ...one, box: known.length ? around(known) : null, rows: [...one.rows, ...next.rows] };
  return { text: withRegions(text, text.regions.toSpliced(r, 2, whole)), row: one.rows[i].id };
}

export function addRegion(text, [r], box) {
  const made = region({ box, rows: [row()] });
  return { text: withRegions(text, text.regions.toSpliced(r + 1, 0, made)), row: made.rows[0].id };
}

export function describe(text, [r, i], fields) {
  const one = text.regions[r];
  if (Object.entries(fields).every(([name, value]) => one[name] === value)) return null;
  return { text: withRegion(text, r, { ...one, ...fields }), row: one.rows[i].id };
}

export function place(text, [r, i], box) {
  const one = text.regions[r].rows[i];
  return { text: withRows(text, r, i, 1, { ...one, box }), row: one.id };
}

export function column(text, [r, i], at, gone) {
  const one = text.regions[r];
  const rows = one.rows.map((each) => {
    const cells = each.text.split("\t");
    if (at > cells.length - gone) return each;
    return retold(each, cells.toSpliced(at, gone, ...(gone ? [] : [""])).join("\t"));
  });
  return { text: withRegion(text, r, { ...one, rows }), row: one.rows[i].id };
}

// Several lines at once, as they are pasted: the first goes on where the cursor is.
export function paste(text, [r, i], start, end, said) {
  const one = text.regions[r].rows[i];
  const lines = said.split(/\r\n|[\n\r]/);
  const tail = one.text.slice(end);
  const first = retold(one, one.text.slice(0, start) + lines[0]);
  const rest = lines.slice(1).map((line, n) => row({ text: n === lines.length - 2 ? line + tail : line }));
  return { text: withRows(text, r, i, 1, first, ...rest), row: rest.at(-1).id, cursor: lines.at(-1).length };
}

// Other lines in the place of some that stand together: each takes the sources of the one it replaces.
export function instead(text, ids, lines) {
  const r = text.regions.findIndex((one) => one.rows.some((each) => ids.includes(each.id)));
  if (r < 0) return null;
  const { rows } = text.regions[r], at = rows.findIndex((each) => ids.includes(each.id));
  const old = rows.filter((each) => ids.includes(each.id));
  const made = lines.map((line, n) => (old[n] ? retold(old[n], line) : row({ text: line, from: old.at(-1).from })));
  const kept = rows.filter((each) => !ids.includes(each.id));
  const regions = text.regions.with(r, { ...text.regions[r], rows: kept.toSpliced(at, 0, ...made) });
  return { text: withRegions(text, regions), row: made[0].id, ids: made.map((each) => each.id) };
}
