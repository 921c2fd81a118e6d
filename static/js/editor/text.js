// The text of a page as it is being written: regions of rows, each knowing which rows of the version it was begun
// from it is made of. Values are never changed: what is done to a text gives another one, so that every earlier
// one stays for undoing.
let last = 0;
export const fresh = () => ++last;

export function region(fields = {}) {
  return { id: fresh(), from: null, kind: "text", level: 0, box: null, markup: "", rows: [row()], ...fields };
}

// `words`: [start, end, confidence, box], of those whose place and doubt are still known; `offers`: [start, end,
// instead], what other readings say.
export function row(fields = {}) {
  return { id: fresh(), from: [], text: "", box: null, words: [], offers: [], ...fields };
}

export function ofBase(base) {
  return {
    regions: base.regions.map((one, r) => region({
      from: r, kind: one.kind, level: one.level, markup: one.markup,
      rows: one.rows.map((each, i) => row({ from: [[r, i]], text: each.text, words: each.words, offers: each.offers })),
    })),
  };
}

const sourceOf = (base, [r, i]) => base.regions[r]?.rows[i];

// What was sent or kept before, on the base it speaks of.
export function ofWanted(base, wanted) {
  return {
    regions: wanted.regions.map((one) => region({
      from: one.from ?? null, kind: one.kind, level: one.level ?? 0, box: one.box ?? null, markup: one.markup ?? "",
      rows: one.rows.map((each) => {
        const sources = (each.from ?? []).map((pair) => sourceOf(base, pair)).filter(Boolean);
        const whole = sources.reduce((one, next) => (one ? joined(one, next) : next), null);
        const made = row({ from: each.from ?? [], box: each.box ?? null, text: whole?.text ?? "", words: whole?.words ?? [], offers: whole?.offers ?? [] });
        return retold(made, each.text);
      }),
    })),
  };
}

export function wanted(text) {
  return {
    regions: text.regions.map(({ from, kind, level, box, markup, rows }) => ({
      from, kind, level, box, markup, rows: rows.map((each) => ({ from: each.from, text: each.text, box: each.box })),
    })),
  };
}

// The row with other words; those that no change touches keep their place and their doubt.
export function retold(one, text) {
  const old = one.text;
  if (old === text) return one;
  const most = Math.min(old.length, text.length);
  let before = 0, after = 0;
  while (before < most && old[before] === text[before]) before++;
  while (after < most - before && old[old.length - 1 - after] === text[text.length - 1 - after]) after++;
  const grown = text.length - old.length;
  const blank = (at) => at < 0 || at >= text.length || /\s/.test(text[at]);
  const kept = (marks) => marks.flatMap(([start, end, ...about]) => {
    if (end < before || (end === before && blank(end))) return [[start, end, ...about]];
    const behind = start > old.length - after || (start === old.length - after && blank(start + grown - 1));
    return behind ? [[start + grown, end + grown, ...about]] : [];
  });
  return { ...one, text, words: kept(one.words), offers: kept(one.offers) };
}

export function joined(one, next) {
  const gap = one.text && next.text && !/\s$/.test(one.text) && !/^\s/.test(next.text) ? " " : "";
  const moved = one.text.length + gap.length;
  const box = one.box && next.box ? around([one.box, next.box]) : null;
  return {
    ...one, text: one.text + gap + next.text, box, from: unique([...(one.from ?? []), ...(next.from ?? [])]),
    words: [...one.words, ...along(next.words, moved)], offers: [...one.offers, ...along(next.offers, moved)],
  };
}

const along = (marks, by) => marks.map(([start, end, ...about]) => [start + by, end + by, ...about]);

function unique(pairs) {
  return pairs.filter((pair, at) => pairs.findIndex((other) => `${other}` === `${pair}`) === at);
}

export function parted(one, at) {
  const head = one.text.slice(0, at).trimEnd(), rest = one.text.slice(at), tail = rest.trimStart();
  const skipped = at + rest.length - tail.length;
  const first = (marks) => marks.filter(([, end]) => end <= head.length);
  const second = (marks) => along(marks.filter(([start]) => start >= skipped), -skipped);
  return [
    { ...one, text: head, words: first(one.words), offers: first(one.offers), box: null },
    row({ text: tail, from: tail ? one.from : [], words: second(one.words), offers: second(one.offers) }),
  ];
}

export function around(boxes) {
  return [
    Math.min(...boxes.map((b) => b[0])), Math.min(...boxes.map((b) => b[1])),
    Math.max(...boxes.map((b) => b[2])), Math.max(...boxes.map((b) => b[3])),
  ];
}

// Where a row stands on the page: as drawn, as its words stand, or as the rows it was made of; null if nobody knows.
export function placeOf(base, one) {
  if (one.box) return one.box;
  const sources = one.from.map((pair) => sourceOf(base, pair)).filter(Boolean);
  const whole = sources.reduce((length, each) => length + each.text.length, 0);
  if (one.words.length && one.text.length < 0.8 * whole) return around(one.words.map((word) => word[3]));
  const boxes = sources.map((each) => each.box).filter(Boolean);
  return boxes.length ? around(boxes) : null;
}

export function placeOfRegion(base, one) {
  if (one.box) return one.box;
  const own = one.from === null ? null : base.regions[one.from]?.box;
  if (own) return own;
  const boxes = one.rows.map((each) => placeOf(base, each)).filter(Boolean);
  return boxes.length ? around(boxes) : null;
}

// Where something stands in the text: [region, row], or null.
export function find(text, id) {
  for (const [r, one] of text.regions.entries()) {
    const i = one.rows.findIndex((each) => each.id === id);
    if (i >= 0) return [r, i];
  }
  return null;
}

export const rowsOf = (text) => text.regions.flatMap((one) => one.rows);

// After a text was saved: carries every text there was onto the version that was made of it. What is not there any
// more keeps its place as if it had been drawn. Null where the version is not what was sent, row by row.
export function carriage(old, base, sent) {
  const rows = new Map(), regions = new Map(), same = new Map();
  let r = 0;
  for (const one of sent.regions) {
    if (one.kind !== "figure" && !one.rows.some((each) => each.text.trim())) continue;
    if (base.regions[r]?.rows.length !== one.rows.length) return null;
    if (one.from !== null && !regions.has(one.from)) regions.set(one.from, r);
    for (const [i, each] of one.rows.entries()) {
      same.set(each, { ...each, from: [[r, i]], box: null, words: base.regions[r].rows[i].words, offers: base.regions[r].rows[i].offers });
      for (const pair of each.from) rows.set(`${pair}`, [...(rows.get(`${pair}`) ?? []), [r, i]]);
    }
    same.set(one, r++);
  }
  if (r !== base.regions.length) return null;
  const carried = new Map(same);
  const row = (each) => {
    if (!carried.has(each)) {
      const from = unique(each.from.flatMap((pair) => rows.get(`${pair}`) ?? []));
      carried.set(each, { ...each, from, box: each.box ?? (from.length ? null : placeOf(old, each)) });
    }
    return carried.get(each);
  };
  const whole = new Map();
  return (text) => ({
    regions: text.regions.map((one) => {
      if (!whole.has(one)) {
        const from = same.get(one) ?? regions.get(one.from) ?? null;
        const box = same.has(one) ? null : one.box ?? (from === null && one.from !== null ? placeOfRegion(old, one) : null);
        whole.set(one, { ...one, from, box, rows: one.rows.map(row) });
      }
      return whole.get(one);
    }),
  });
}
