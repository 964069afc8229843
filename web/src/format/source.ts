/** A repository's address or path, taken apart for reading. */

export interface SourceParts {
  /** What people call it: `pallets/flask`, or the last folder of a path. */
  readonly title: string;
  /** Where that is: `github.com`, or the folder around it. Empty: nowhere in particular. */
  readonly place: string;
}

/** `https://github.com/pallets/flask.git` → `pallets/flask` at `github.com`; `/srv/git/flask/.git` → `flask` in `/srv/git`. */
export function sourceParts(source: string): SourceParts {
  const address = /^https:\/\/([^/]+)\/(.+)$/.exec(source);
  if (address) {
    const [, host = "", path = ""] = address;
    return { title: withoutSuffix(path) || host, place: host };
  }
  const folder = withoutSuffix(source);
  const cut = folder.lastIndexOf("/");
  const title = folder.slice(cut + 1);
  return title === "" ? { title: source, place: "" } : { title, place: folder.slice(0, Math.max(cut, 0)) || "/" };
}

function withoutSuffix(path: string): string {
  const trimmed = path.replace(/\/+$/, "").replace(/\/\.git$/, "");
  return trimmed.endsWith(".git") && !trimmed.endsWith("/.git") && trimmed !== ".git" ? trimmed.slice(0, -4) : trimmed;
}
