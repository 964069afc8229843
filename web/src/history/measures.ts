import type { Colouring, Measure } from "../app/view";
import { nearest, standingAt, type Files } from "./files";
import type { HistoryTable } from "./table";

const DAY_SECONDS = 86_400;

/** What a measure is of a version at a position; -1: not known. Units: lines, levels of indentation, commits, days. */
export type Reader = (version: number) => number;

/** Reads one measure of versions that stand at a position. */
export function reader(table: HistoryTable, files: Files, measure: Measure, position: number): Reader {
  switch (measure) {
    case "lines":
      return (version) => table.lines[version]!;
    case "changes":
      return (version) => files.ordinal[version]!;
    case "age":
      return (version) => days(table, files.order[files.first[table.file[version]!]!]!, position);
    case "quiet":
      return (version) => days(table, version, position);
    case "complexity": {
      // As TreeService has it: the version's own, else its file's at the frame nearest to the moment.
      const frame = nearest(table.frames, position);
      return (version) => {
        const own = table.indentations[version]!;
        if (own >= 0 || frame < 0) return own;
        const beside = standingAt(table, files, table.file[version]!, frame);
        return beside < 0 ? -1 : table.indentations[beside]!;
      };
    }
  }
}

/** The most that a measure came to in the whole history: scales end there, so that nothing grows only because the scale did. */
export function most(table: HistoryTable, files: Files, measure: Measure): number {
  if (measure === "age" || measure === "quiet") return Math.max(1, (table.times.at(-1)! - knownFrom(table)) / DAY_SECONDS);
  const column: Float64Array | Uint32Array = { lines: table.lines, complexity: table.indentations, changes: files.ordinal }[measure];
  let found = 1;
  for (const value of column) found = Math.max(found, value);
  return found;
}

/** Whether it is a length or a name. */
export function isMeasure(colouring: Colouring): colouring is Measure {
  return colouring !== "language";
}

function days(table: HistoryTable, since: number, position: number): number {
  const then = table.times[table.born[since]! - table.firstPosition] ?? 0;
  const now = table.times[position - table.firstPosition] ?? 0;
  return then === 0 || now === 0 ? -1 : (now - then) / DAY_SECONDS;
}

function knownFrom({ times }: HistoryTable): number {
  return times.find((time) => time > 0) ?? 0;
}
