import { Grain } from "../gen/codevoyage/analysis/v1/analysis_pb";

/** Days, Monday weeks and months of the UTC calendar, as the server's timeline has them. Times are ms since 1970. */

export type TimelineGrain = Grain.DAY | Grain.WEEK | Grain.MONTH;

const DAY_MS = 86_400_000;

/** `2024-03-01` → ms. Undefined: not such a day. */
export function startMs(start: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(start)) return undefined;
  const ms = Date.parse(`${start}T00:00:00Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The beginning of the bucket that holds the time. */
export function floorTo(grain: TimelineGrain, ms: number): number {
  const date = new Date(ms);
  if (grain === Grain.MONTH) return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const day = Math.floor(ms / DAY_MS) * DAY_MS;
  // Sunday is 0 in getUTCDay; weeks begin on Monday.
  return grain === Grain.DAY ? day : day - ((date.getUTCDay() + 6) % 7) * DAY_MS;
}

/** The beginning of the bucket after the one that begins at `ms`. */
export function nextOf(grain: TimelineGrain, ms: number): number {
  if (grain === Grain.DAY) return ms + DAY_MS;
  if (grain === Grain.WEEK) return ms + 7 * DAY_MS;
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dateName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const monthName = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });

/** `Fri 1 Mar 2024`, `Week of 26 Feb 2024`, `March 2024`. */
export function bucketName(grain: TimelineGrain, ms: number): string {
  if (grain === Grain.MONTH) return monthName.format(ms);
  return grain === Grain.DAY ? dayName.format(ms).replace(",", "") : `Week of ${dateName.format(ms)}`;
}

/**
 * The grain that fits a span: at most about 180 days, 260 weeks (five years), or months beyond; so that a bar
 * keeps two pixels on a phone and six on a desk.
 */
export function grainFor(spanMs: number): TimelineGrain {
  const days = spanMs / DAY_MS;
  if (days <= 180) return Grain.DAY;
  return days <= 5 * 366 ? Grain.WEEK : Grain.MONTH;
}
