// Copies the browser libraries the site uses from node_modules into static/vendor/, with their licences.
// `node .ci/vendor.mjs` writes; `node .ci/vendor.mjs --check` only compares and fails where something differs.
// static/vendor/ is committed, so that running the archive needs no node.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "static", "vendor");
const fonts = (name, family) =>
  ["latin-wght-normal", "latin-wght-italic", "latin-ext-wght-normal", "latin-ext-wght-italic"].map((cut) => [
    `@fontsource-variable/${name}/files/${name}-${cut}.woff2`,
    `${family}/${name}-${cut}.woff2`,
  ]);
const files = [
  ["htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"],
  ["htmx.org/LICENSE", "htmx/LICENSE"],
  ["openseadragon/build/openseadragon/openseadragon.min.js", "openseadragon/openseadragon.min.js"],
  ["openseadragon/LICENSE.txt", "openseadragon/LICENSE.txt"],
  ["tus-js-client/dist/tus.min.js", "tus-js-client/tus.min.js"],
  ["tus-js-client/LICENSE", "tus-js-client/LICENSE"],
  ["@fontsource-variable/eb-garamond/LICENSE", "eb-garamond/LICENSE"],
  ...fonts("eb-garamond", "eb-garamond"),
  ["@fontsource-variable/source-sans-3/LICENSE", "source-sans-3/LICENSE"],
  ...fonts("source-sans-3", "source-sans-3"),
];

// Source maps are not shipped, and a reference to one that is missing breaks collecting static files.
const content = (from) => {
  const bytes = readFileSync(join(root, "node_modules", from));
  return from.endsWith(".js")
    ? Buffer.from(bytes.toString("utf8").replace(/^\/\/# sourceMappingURL=.*\n?/gm, ""))
    : bytes;
};

if (process.argv.includes("--check")) {
  const there = new Map();
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    there.set(path, readFileSync(path));
  }
  const wrong = files.filter(([from, to]) => !there.get(join(target, to))?.equals(content(from))).map(([, to]) => to);
  const known = new Set(files.map(([, to]) => join(target, to)));
  wrong.push(...[...there.keys()].filter((path) => !known.has(path)));
  if (wrong.length) {
    console.error(`static/vendor differs from the pinned packages: ${wrong.join(", ")}. Run: npm ci && npm run vendor`);
    process.exit(1);
  }
} else {
  rmSync(target, { recursive: true, force: true });
  for (const [from, to] of files) {
    mkdirSync(dirname(join(target, to)), { recursive: true });
    writeFileSync(join(target, to), content(from));
  }
}
