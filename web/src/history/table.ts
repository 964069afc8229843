import type { StreamVersionsResponse, VersionsHeader } from "../gen/codevoyage/analysis/v1/tree_service_pb";

/** `died` of a version that stands at the newest position. */
export const STANDING = 0xffff_ffff;

/** Which version of which file stood when, in columns: everything that scrubbing needs. */
export interface HistoryTable {
  /** Of the first row of `times` and `commits`. */
  readonly firstPosition: number;
  /** The mainline's clock, seconds since 1970 UTC, never falling; 0 before any is known. One entry a position. */
  readonly times: Float64Array;
  /** Full ids in hex, one a position. */
  readonly commits: readonly string[];
  /** By their bytes; a folder is one range. */
  readonly paths: readonly string[];
  /** Entry i is of path i, an index into `languageNames`. */
  readonly languages: Uint16Array;
  readonly languageNames: readonly string[];
  /** Positions whose complexity is known, ascending. */
  readonly frames: readonly number[];
  /** Of the columns below; versions come by path, then by born. */
  readonly versions: number;
  readonly path: Uint32Array;
  /** The same along renames. */
  readonly file: Uint32Array;
  /** Stood at the positions born <= k < died. */
  readonly born: Uint32Array;
  readonly died: Uint32Array;
  /** -1: binary, symlink or submodule. */
  readonly lines: Float64Array;
  /** -1: not known. */
  readonly indentations: Float64Array;
}

/** Puts a stream of versions together. */
export class TableBuilder {
  #header: VersionsHeader | undefined;
  #firstPosition = 0;
  #times = new Float64Array();
  readonly #commits: string[] = [];
  readonly #paths: string[] = [];
  #languages = new Uint16Array();
  #columns = columnsOf(0);
  #rows = 0;

  /** Rows that have come, and rows there are, of all kinds; 0 before the header. */
  get progress(): readonly [number, number] {
    const header = this.#header;
    return header ? [this.#commits.length + this.#paths.length + this.#rows, Number(header.positions + header.paths + header.versions)] : [0, 0];
  }

  /** Takes the next message. Throws RangeError when columns do not agree with the header. */
  take({ message }: StreamVersionsResponse): void {
    switch (message.case) {
      case "header":
        this.#header = message.value;
        this.#times = new Float64Array(Number(message.value.positions));
        this.#languages = new Uint16Array(Number(message.value.paths));
        this.#columns = columnsOf(Number(message.value.versions));
        break;
      case "mainline": {
        const { firstPosition, commits, times } = message.value;
        if (this.#commits.length === 0) this.#firstPosition = Number(firstPosition);
        const width = times.length === 0 ? 0 : commits.length / times.length;
        times.forEach((time, row) => {
          this.#times[this.#commits.length] = Number(time);
          this.#commits.push(hex(commits.subarray(row * width, (row + 1) * width)));
        });
        break;
      }
      case "paths":
        this.#languages.set(message.value.languages, this.#paths.length);
        for (const path of message.value.paths) this.#paths.push(path);
        break;
      case "versions": {
        const { paths, files, born, died, lines, indentations } = message.value;
        const columns = this.#columns;
        columns.path.set(paths, this.#rows);
        columns.file.set(files, this.#rows);
        columns.born.set(born, this.#rows);
        columns.died.set(died, this.#rows);
        columns.lines.set(lines.map(Number), this.#rows);
        columns.indentations.set(indentations.map(Number), this.#rows);
        this.#rows += paths.length;
        break;
      }
      default: // a kind of message that is newer than this page
    }
  }

  /** The whole table. Throws when the stream ended early. */
  built(): HistoryTable {
    const [come, all] = this.progress;
    if (!this.#header || come !== all) throw new Error(`The history came only in part: ${come} of ${all} rows.`);
    return {
      firstPosition: this.#firstPosition,
      times: this.#times,
      commits: this.#commits,
      paths: this.#paths,
      languages: this.#languages,
      languageNames: this.#header.languageNames,
      frames: this.#header.frames,
      versions: this.#rows,
      ...this.#columns,
    };
  }
}

function columnsOf(rows: number) {
  return {
    path: new Uint32Array(rows),
    file: new Uint32Array(rows),
    born: new Uint32Array(rows),
    died: new Uint32Array(rows),
    lines: new Float64Array(rows),
    indentations: new Float64Array(rows),
  };
}

function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}
