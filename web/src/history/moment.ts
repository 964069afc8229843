import type { Mainline } from "./protocol";

/** The newest position. */
export function newest({ firstPosition, times }: Mainline): number {
  return firstPosition + times.length - 1;
}

/** The last position whose clock is at or before a time, seconds; the first one where none is. */
export function positionAt({ firstPosition, times }: Mainline, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return firstPosition + Math.max(0, low - 1);
}

/** Seconds since 1970 UTC at a position. */
export function timeOf({ firstPosition, times }: Mainline, position: number): number {
  return times[position - firstPosition] ?? 0;
}

/** The commit that made a position, in full. */
export function commitOf({ firstPosition, commits }: Mainline, position: number): string {
  return commits[position - firstPosition] ?? "";
}

/** The position that a commit made; undefined where it, or more than one, begins so. */
export function positionOf({ firstPosition, commits }: Mainline, prefix: string): number | undefined {
  const found = commits.findIndex((commit) => commit.startsWith(prefix));
  if (found < 0 || commits.findLastIndex((commit) => commit.startsWith(prefix)) !== found) return undefined;
  return firstPosition + found;
}
