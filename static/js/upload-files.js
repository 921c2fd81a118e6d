// Files as people hand them over: chosen, chosen as a folder, or dropped with their folders.
const LITTER = new Set([".ds_store", "thumbs.db", "desktop.ini", "__macosx", ".spotlight-v100", ".trashes", "@eadir"]);
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const isLitter = (name) => name.split("/").some((part) => LITTER.has(part.toLowerCase()) || part.startsWith("._"));
export const isSheet = (name) => /\.(csv|tsv)$/i.test(name);

// [{ name: "folder/…/file", file }], without what systems leave in folders.
export function chosen(files) {
  return tidy(Array.from(files, (file) => ({ name: file.webkitRelativePath || file.name, file })));
}

export async function dropped(transfer) {
  // The list is emptied as soon as the event is over: entries are asked for before anything is waited for.
  const items = Array.from(transfer.items).filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer.files);
  const found = [];
  for (const entry of entries) await walk(entry, found);
  return tidy(found);
}

async function walk(entry, found) {
  if (entry.isFile) {
    const name = entry.fullPath.replace(/^\//, "");
    const file = await new Promise((yes, no) => entry.file(yes, no)).catch(() => null);
    // One that may not be read is named all the same.
    found.push(file ? { name, file } : { name, file: new File([], entry.name), unread: true });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    // A folder is told some hundred names at a time.
    const some = await new Promise((yes, no) => reader.readEntries(yes, no)).catch(() => null);
    if (!some) found.push({ name: `${entry.fullPath.replace(/^\//, "")}/`, file: new File([], entry.name), unread: true });
    if (!some?.length) return;
    for (const below of some) await walk(below, found);
  }
}

const folderOf = (name) => name.slice(0, name.lastIndexOf("/") + 1);

function tidy(found) {
  return found
    .filter(({ name }) => !isLitter(name))
    .sort((a, b) => order.compare(folderOf(a.name), folderOf(b.name)) || order.compare(a.name, b.name));
}

// Two files of one name must be told apart; the same file handed over twice is one.
export function unlike(known, { name, file }) {
  const same = (other) => other.file.size === file.size && other.file.lastModified === file.lastModified;
  if (!known.has(name)) return name;
  if (same(known.get(name))) return null;
  const dot = name.lastIndexOf("."), cut = dot > name.lastIndexOf("/") ? dot : name.length;
  for (let n = 2; ; n++) {
    const other = `${name.slice(0, cut)} (${n})${name.slice(cut)}`;
    if (!known.has(other)) return other;
    if (same(known.get(other))) return null;
  }
}
