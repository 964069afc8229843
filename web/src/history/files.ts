import { STANDING, type HistoryTable } from "./table";

/** A file's versions over all its paths, in the order of time. */
export interface Files {
  /** Versions, by file, then by born. */
  readonly order: Uint32Array;
  /** Of file f: `order[first[f]] … order[first[f + 1] - 1]`. */
  readonly first: Uint32Array;
  /** Of each version: how many its file has had up to it, itself too. */
  readonly ordinal: Uint32Array;
}

/** Puts each file's versions together, over renames. */
export function filesOf({ versions, file, born }: HistoryTable): Files {
  let count = 0;
  for (let version = 0; version < versions; version += 1) count = Math.max(count, file[version]! + 1);
  const order = Uint32Array.from({ length: versions }, (_, version) => version).toSorted((a, b) => file[a]! - file[b]! || born[a]! - born[b]!);
  const first = new Uint32Array(count + 1);
  const ordinal = new Uint32Array(versions);
  let before = -1;
  let start = 0;
  order.forEach((version, at) => {
    const number = file[version]!;
    if (number !== before) {
      for (let missing = before + 1; missing <= number; missing += 1) first[missing] = at;
      before = number;
      start = at;
    }
    ordinal[version] = at - start + 1;
  });
  for (let missing = before + 1; missing <= count; missing += 1) first[missing] = versions;
  return { order, first, ordinal };
}

/** The version of a file that stood at a position; -1: none. */
export function standingAt(table: HistoryTable, { order, first }: Files, file: number, position: number): number {
  for (let at = first[file]!; at < first[file + 1]!; at += 1) {
    const version = order[at]!;
    if (table.born[version]! > position) return -1;
    const died = table.died[version]!;
    if (position < died || died === STANDING) return version;
  }
  return -1;
}

/** The position nearest to one, of those given ascending; the earlier of two as near. -1: there is none. */
export function nearest(frames: readonly number[], position: number): number {
  let best = -1;
  for (const frame of frames) if (best < 0 || Math.abs(frame - position) < Math.abs(best - position)) best = frame;
  return best;
}
