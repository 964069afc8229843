import type { TreeFile } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { count } from "../format/quantity";
import { Inert } from "../ui/Inert";

export interface FileRowProps {
  readonly file: TreeFile;
  readonly by: "lines" | "bytes";
  /** Lines or bytes of the largest file. */
  readonly most: number;
  /** Lines are known: a file without any has none. */
  readonly counted: boolean;
}

/** One file with its true numbers, and a bar relative to the largest. */
export function FileRow({ file, by, most, counted }: FileRowProps) {
  const value = by === "bytes" ? file.bytes : file.lines;
  const share = value === undefined || most === 0 ? 0 : Number(value) / most;
  const cut = file.path.lastIndexOf("/") + 1;
  const kind = KINDS[file.mode];
  return (
    <tr>
      <th scope="row" className="files-path">
        <span className="files-folder">
          <Inert text={file.path.slice(0, cut)} />
        </span>
        <wbr />
        <Inert text={file.path.slice(cut)} />
        {kind === undefined ? null : <span className="tag">{kind}</span>}
      </th>
      <td className="files-share" aria-hidden="true">
        <div className="files-bar" style={{ transform: `scaleX(${share})` }} />
      </td>
      <td className="number">{file.lines !== undefined ? count(file.lines) : counted ? <Absent file={file} /> : "…"}</td>
      <td className="number">{file.bytes === undefined ? "–" : count(file.bytes)}</td>
    </tr>
  );
}

const KINDS: Readonly<Record<string, string>> = { "120000": "symlink", "160000": "submodule" };

function Absent({ file }: { readonly file: TreeFile }) {
  return file.mode in KINDS ? "–" : <span className="files-binary">binary</span>;
}
