import type { Ground } from "../history/lots";

/** A folder whose name may be shown. */
export interface NamedGround extends Ground {
  /** Among the lots' folders. */
  readonly number: number;
}

/** Folders of the first two depths, the largest first: in that order names take their places. */
export function largestFirst(grounds: readonly Ground[]): NamedGround[] {
  return grounds
    .map((ground, number) => ({ ...ground, number }))
    .filter(({ depth }) => depth === 1 || depth === 2)
    .toSorted((a, b) => b.width * b.depthways - a.width * a.depthways || a.number - b.number);
}
