import { execFileSync } from "node:child_process";

/** git itself, as the oracle: no configuration of the machine, times in UTC. */
export class Git {
  constructor(readonly folder: string) {}

  run(args: readonly string[], input?: string | Buffer): Buffer {
    return execFileSync("git", ["-C", this.folder, ...args], {
      input: input ?? "",
      maxBuffer: 1 << 28,
      env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC", HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    });
  }

  lines(...args: string[]): string[] {
    const text = this.run(args).toString("utf8");
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
  }

  commitCount(): number {
    return Number(this.lines("rev-list", "--count", "HEAD")[0]);
  }

  head(): string {
    return this.lines("rev-parse", "HEAD")[0] ?? "";
  }
}

export interface OracleFile {
  readonly path: string;
  readonly bytes: number;
  /** Newline characters, plus one for an unterminated last line; undefined for a binary. */
  readonly lines: number | undefined;
}

/** The tree of a commit, measured blob by blob. */
export function tree(git: Git, commit = "HEAD"): OracleFile[] {
  const entries = git.run(["ls-tree", "-r", "-l", "-z", commit]).toString("utf8").split("\0").filter(Boolean);
  return entries.map((entry) => {
    const [, blob = "", size = "", path = ""] = /^\d+ blob (\w+) +(\d+)\t(.*)$/s.exec(entry) ?? [];
    return { path, bytes: Number(size), lines: countLines(git.run(["cat-file", "blob", blob])) };
  });
}

function countLines(content: Buffer): number | undefined {
  if (content.subarray(0, 8000).includes(0)) return undefined;
  let newlines = 0;
  for (const byte of content) if (byte === 10) newlines += 1;
  return newlines + (content.length > 0 && content.at(-1) !== 10 ? 1 : 0);
}

/** As the page orders them: most first, then by path; what has no count comes last. */
export function largest(files: readonly OracleFile[], by: "lines" | "bytes", howMany: number): OracleFile[] {
  return files
    .toSorted((a, b) => (b[by] ?? -1) - (a[by] ?? -1) || Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .slice(0, howMany);
}

export interface OracleMonth {
  readonly month: string;
  readonly commits: number;
  readonly insertions: number;
  readonly deletions: number;
  readonly people: number;
}

/** Activity by month of committer time, newest first, as `git log` tells it. */
export function months(git: Git): OracleMonth[] {
  const found = new Map<string, { commits: number; insertions: number; deletions: number; people: Set<string> }>();
  let current = { commits: 0, insertions: 0, deletions: 0, people: new Set<string>() };
  for (const line of git.lines("log", "--no-show-signature", "--date=format-local:%Y-%m", "--format=@%cd %ae", "--numstat", "-M", "-l1000", "HEAD")) {
    const commit = /^@(\S+) (.*)$/.exec(line);
    const change = /^(\d+)\t(\d+)\t/.exec(line);
    if (commit) {
      const [, month = "", email = ""] = commit;
      current = found.get(month) ?? { commits: 0, insertions: 0, deletions: 0, people: new Set() };
      found.set(month, current);
      current.commits += 1;
      current.people.add(email.toLowerCase());
    } else if (change) {
      current.insertions += Number(change[1]);
      current.deletions += Number(change[2]);
    }
  }
  return [...found]
    .map(([month, { people, ...counts }]) => ({ month, ...counts, people: people.size }))
    .toSorted((a, b) => b.month.localeCompare(a.month));
}
