import { MEASURES, type Measure } from "../app/view";
import { filesOf, type Files } from "./files";
import { frameAt, scalesOf, type Frame, type Scales } from "./frame";
import { lotsOf, type Lots } from "./lots";
import { reader } from "./measures";
import type { FileAt, Opened, Question, Rows } from "./protocol";
import { STANDING, type HistoryTable } from "./table";

/** A history that can be looked at from any moment. */
export class Voyage {
  readonly #files: Files;
  readonly #lots: Lots;
  readonly #scales: Scales;

  constructor(readonly table: HistoryTable) {
    this.#files = filesOf(table);
    this.#lots = lotsOf(table);
    this.#scales = scalesOf(table, this.#files);
  }

  opened(): Opened {
    const { firstPosition, times, commits } = this.table;
    return {
      mainline: { firstPosition, times, commits },
      rectangles: this.#lots.rectangles,
      grounds: this.#lots.grounds,
      languages: this.#scales.named,
      most: this.#scales.most,
    };
  }

  frame(question: Extract<Question, { kind: "frame" }>): Frame {
    return frameAt(this.table, this.#files, this.#lots, this.#scales, question);
  }

  /** One file as it was; the version that stood there, if any did. */
  file(path: number | string, position: number): FileAt {
    const number = typeof path === "number" ? path : this.table.paths.indexOf(path);
    const version = this.#standing(position).find((one) => this.table.path[one] === number) ?? -1;
    return this.#fileAt(number, version, position);
  }

  /** The files below a folder that had most of a measure. */
  rows({ position, by, below, count }: { position: number; by: Measure; below: string; count: number }): Rows {
    const { path, paths } = this.table;
    const value = reader(this.table, this.#files, by, position);
    const standing = this.#standing(position).filter((version) => isBelow(paths[path[version]!]!, below));
    const values = new Map(standing.map((version) => [version, value(version)]));
    // Of two as large the one that comes first by path.
    const ranked = standing.toSorted((a, b) => values.get(b)! - values.get(a)! || path[a]! - path[b]!).slice(0, count);
    return { position, files: ranked.map((version) => this.#fileAt(path[version]!, version, position)), total: standing.length };
  }

  #standing(position: number): number[] {
    const found: number[] = [];
    const { born, died, versions } = this.table;
    for (let version = 0; version < versions; version += 1) {
      if (born[version]! <= position && (position < died[version]! || died[version] === STANDING)) found.push(version);
    }
    return found;
  }

  #fileAt(number: number, version: number, position: number): FileAt {
    const measured = MEASURES.map((measure) => [measure, version < 0 ? -1 : reader(this.table, this.#files, measure, position)(version)] as const);
    const path = this.table.paths[number] ?? "";
    const language = this.table.languageNames[this.table.languages[number]!] ?? "";
    return { number, path, language, stands: version >= 0, ...(Object.fromEntries(measured) as Record<Measure, number>) };
  }
}

/** Whether a path is the folder's, or the file itself. */
function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}
