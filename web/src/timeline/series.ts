import type { TimelineBucket } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { startMs } from "./bucket";

/** One bucket in plain numbers. A double holds counts up to 2^53 exactly; no history comes near. */
export interface Bar {
  /** Beginning, ms since 1970. */
  readonly ms: number;
  readonly commits: number;
  readonly insertions: number;
  readonly deletions: number;
  readonly people: number;
}

export interface Series {
  /** In time order: those on the axis. */
  readonly bars: readonly Bar[];
  /** Apart from all others by a wrong clock: kept in the table, left off the axis. */
  readonly outliers: readonly Bar[];
}

/** Years of silence that set a few commits apart from the rest: repositories sleep, but seldom for ten years. */
const APART_MS = 10 * 365.25 * 86_400_000;
/** Share of all commits that may be set apart. */
const FEW = 0.01;

/**
 * Buckets as bars; clocks that were decades off (1970, 2100) do not squeeze the axis.
 *
 * A group at either end is left off when ten years of nothing lie between it and the rest, and it holds at most
 * one commit in a hundred.
 */
export function series(buckets: readonly TimelineBucket[]): Series {
  const all = buckets.flatMap((bucket) => {
    const ms = startMs(bucket.start);
    if (ms === undefined) return [];
    const { commits, insertions, deletions, people } = bucket;
    return [{ ms, commits: Number(commits), insertions: Number(insertions), deletions: Number(deletions), people: Number(people) }];
  });
  const few = all.reduce((sum, bar) => sum + bar.commits, 0) * FEW;
  const first = endOfOutliers(all, few);
  const afterLast = all.length - endOfOutliers(all.toReversed(), few);
  if (first >= afterLast) return { bars: all, outliers: [] };
  return { bars: all.slice(first, afterLast), outliers: [...all.slice(0, first), ...all.slice(afterLast)] };
}

/** How many bars at the beginning stand apart from the rest. */
function endOfOutliers(bars: readonly Bar[], few: number): number {
  let end = 0;
  let commits = 0;
  for (let index = 1; index < bars.length; index += 1) {
    commits += bars[index - 1]?.commits ?? 0;
    if (commits > few) break;
    if (Math.abs((bars[index]?.ms ?? 0) - (bars[index - 1]?.ms ?? 0)) > APART_MS) end = index;
  }
  return end;
}
