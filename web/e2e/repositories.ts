import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "./git";

/** The folder that the stack under test may read. */
function permittedFolder(): string {
  const folder = process.env["CODEVOYAGE_E2E_REPOSITORIES"];
  if (!folder || !existsSync(folder)) throw new Error("CODEVOYAGE_E2E_REPOSITORIES must name a folder below a permitted root of the stack");
  return folder;
}

function bareRepository(name: string): Git {
  const folder = join(mkdtempSync(join(permittedFolder(), "e2e-")), name);
  mkdirSync(folder);
  const git = new Git(folder);
  git.run(["init", "--quiet", "--bare", "--initial-branch=main"]);
  return git;
}

export function emptyRepository(): Git {
  return bareRepository("empty");
}

export interface BrokenRepository {
  readonly git: Git;
  /** Puts back what was lost. */
  readonly mend: () => void;
}

/** A repository whose pack lost its second half. */
export function brokenRepository(): BrokenRepository {
  const git = longRepository(30);
  const packs = join(git.folder, "objects", "pack");
  const pack = join(packs, readdirSync(packs).find((name) => name.endsWith(".pack")) ?? "");
  const whole = readFileSync(pack);
  chmodSync(pack, 0o600);
  truncateSync(pack, Math.floor(whole.length / 2));
  return { git, mend: () => writeFileSync(pack, whole) };
}

/** A folder that may be read, and is no repository. */
export function notARepository(): string {
  return mkdtempSync(join(permittedFolder(), "e2e-plain-"));
}

const PEOPLE = ["Ada", "Barbara", "Edsger", "Grace", "Donald", "Margaret", "Tony"];
const FILES = 60;
const FIRST_COMMIT = Date.UTC(2013, 1, 3) / 1000;
/** At the mean 5.5 hours: 20,000 commits are twelve and a half years. */
const SECONDS_BETWEEN = 19_800;

/** A linear history of many small commits, the same one each time: large enough that reading it can be watched. */
export function longRepository(commits: number): Git {
  const git = bareRepository("long-voyage");
  const stream: string[] = [];
  let when = FIRST_COMMIT;
  for (let index = 0; index < commits; index += 1) {
    when += Math.round(SECONDS_BETWEEN * pace(index));
    const person = PEOPLE[(index * index + (index >> 9)) % PEOPLE.length] ?? "Ada";
    const file = (index * 7) % FILES;
    const content = fileContent(file, index);
    const who = `${person} <${person.toLowerCase()}@example.org> ${when} +0100`;
    stream.push(
      `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(`Change ${index}`)}`,
      `M 100644 inline area-${file % 5}/part-${String(file).padStart(2, "0")}.txt\n${data(content)}`,
    );
  }
  git.run(["fast-import", "--quiet"], stream.join(""));
  return git;
}

/** Busy and quiet times, as projects have them: a share of the mean wait, from 0.2 to 1.8. */
function pace(index: number): number {
  return 1 + 0.5 * Math.sin(index / 310) + 0.3 * Math.sin(index / 47 + 1);
}

/** Between 3 and 3 + file lines, some of them new with every commit; every ninth file has no newline at its end. */
function fileContent(file: number, version: number): string {
  const lines = Array.from({ length: 3 + file - (version % 3) }, (_, line) => `line ${line} of ${line % 11 === version % 11 ? version : file}`);
  return lines.join("\n") + (file % 9 === 0 ? "" : "\n");
}

/** Days between two commits of `changingRepository`. */
const DAYS_BETWEEN = 9;

/**
 * A tree that comes and goes: each commit adds a file; every third moves an earlier one to another folder, every fifth
 * takes one away, every seventh lets one grow. Every fortieth commit is a release: v0.0, v0.40 …
 */
export function changingRepository(commits = 160): Git {
  const git = bareRepository("changing");
  const stream: string[] = [];
  const standing: string[] = [];
  for (let index = 0; index < commits; index += 1) {
    const when = FIRST_COMMIT + index * DAYS_BETWEEN * 86_400;
    const who = `${PEOPLE[index % PEOPLE.length]} <p${index % PEOPLE.length}@example.org> ${when} +0000`;
    stream.push(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(`Change ${index}`)}`);
    const taken = index % 5 === 4 ? standing.splice(index % standing.length, 1)[0] : undefined;
    if (taken !== undefined) stream.push(`D ${taken}\n`);
    const at = (index * 7) % Math.max(1, standing.length);
    const moved = index % 3 === 2 ? standing[at] : undefined;
    if (moved !== undefined) {
      standing[at] = `moved-${index % 4}/${moved.split("/").at(-1)}`;
      stream.push(`R ${moved} ${standing[at]}\n`);
    }
    const path = `area-${index % 6}/part-${index}.${["py", "c", "md"][index % 3]}`;
    standing.push(path);
    stream.push(`M 100644 inline ${path}\n${data(fileContent(index % FILES, index))}`);
    const grown = index % 7 === 6 ? standing[0] : undefined;
    if (grown !== undefined) stream.push(`M 100644 inline ${grown}\n${data(fileContent(FILES - 1, index))}`);
    if (index % 40 === 0) stream.push(`reset refs/tags/v0.${index}\nfrom refs/heads/main\n\n`);
  }
  git.run(["fast-import", "--quiet"], stream.join(""));
  return git;
}

/** Names and messages that act where they are not made inert. */
export const HOSTILE_NAMES = ["<img src=x onerror=document.title=1>.html", "photo\u202egnp.exe", "esc\u001b[31mred.txt", "=HYPERLINK(1).csv"] as const;

export function hostileRepository(): Git {
  const git = bareRepository("<b>hostile");
  const who = "script <a@example.org> 1700000000 +0000";
  const files = HOSTILE_NAMES.map((name, index) => `M 100644 inline "${quoted(name)}"\n${data("x\n".repeat(10 - index))}`);
  git.run(["fast-import", "--quiet"], `commit refs/heads/main\ncommitter ${who}\n${data("<script>document.title=1</script>")}${files.join("")}`);
  return git;
}

/** As fast-import reads paths: C-quoted, bytes in octal. */
function quoted(name: string): string {
  return Array.from(Buffer.from(name), (byte) => (byte < 32 || byte > 126 || byte === 34 || byte === 92 ? `\\${byte.toString(8).padStart(3, "0")}` : String.fromCharCode(byte))).join("");
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
