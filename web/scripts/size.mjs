/**
 * Measures what the first visit loads: the document, and every script and style that it names, compressed.
 * Fails over the bound, so that what is heavy (3D, networks) stays behind a lazy import.
 */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

/** Bytes, gzip: half a second on a 4 Mbit/s line. */
const BOUND = 250_000;

const dist = new URL("../dist/", import.meta.url);
const page = await readFile(new URL("index.html", dist), "utf8").catch(() => {
  throw new Error("dist/index.html is not there: npm run build first");
});
const named = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);

let total = 0;
for (const name of ["index.html", ...named]) {
  const bytes = gzipSync(await readFile(new URL(name, dist))).length;
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${name}`);
}
console.log(`${String(total).padStart(8)}  in all, of ${BOUND} at most`);
if (total > BOUND) process.exitCode = 1;
