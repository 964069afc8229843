import { count, counted } from "../format/quantity";
import { bucketName, floorTo, type TimelineGrain } from "./bucket";
import type { Bar } from "./series";

/** The bar that begins at `ms`; zeros where the timeline has none. */
export function barAt(bars: readonly Bar[], ms: number): Bar {
  const index = indexAtOrAfter(bars, ms);
  const bar = bars[index];
  return bar?.ms === ms ? bar : { ms, commits: 0, insertions: 0, deletions: 0, people: 0 };
}

/** Sums over all bars; of people the most in one bar, since the same person is in many. */
export function totals(bars: readonly Bar[]): Bar {
  return bars.reduce(
    (sum, bar) => ({
      ms: sum.ms,
      commits: sum.commits + bar.commits,
      insertions: sum.insertions + bar.insertions,
      deletions: sum.deletions + bar.deletions,
      people: Math.max(sum.people, bar.people),
    }),
    { ms: bars[0]?.ms ?? 0, commits: 0, insertions: 0, deletions: 0, people: 0 },
  );
}

/** The first bar at or after `ms`, by bisection; `bars.length`: none. */
export function indexAtOrAfter(bars: readonly Bar[], ms: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.ms ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The bucket under a point of the axis; it stays within what was read. */
export function bucketUnder(bars: readonly Bar[], grain: TimelineGrain, ms: number): number {
  const first = bars.at(0)?.ms ?? 0;
  const last = bars.at(-1)?.ms ?? 0;
  return Math.min(Math.max(floorTo(grain, ms), first), last);
}

/** The bar a key leads to, from the one at `ms`. Undefined: the key means nothing here. */
export function keyTarget(bars: readonly Bar[], ms: number | undefined, key: string): number | undefined {
  const last = bars.length - 1;
  const here = ms === undefined ? last : indexAtOrAfter(bars, ms);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: ms === undefined ? last : here - 1,
    ArrowRight: ms === undefined ? last : here + 1,
    PageUp: here - 12,
    PageDown: here + 12,
    Home: 0,
    End: last,
  };
  const target = steps[key];
  return target === undefined ? undefined : bars[Math.min(Math.max(target, 0), last)]?.ms;
}

/** A bar in a sentence, for those who hear it. */
export function spoken(bar: Bar, grain: TimelineGrain): string {
  const { commits, insertions, deletions, people } = bar;
  return `${bucketName(grain, bar.ms)}: ${counted(commits, "commit")}, ${count(insertions)} lines added, ${count(deletions)} removed, ${counted(people, "person", "people")}`;
}
