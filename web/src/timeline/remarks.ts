import { bucketName } from "./bucket";
import type { TimelinePicture } from "./useTimeline";

/** What the axis does not show: how times are meant, and which commits stand apart by a wrong clock. */
export function remarks({ complete, grain, outliers, undatedCommits }: Pick<TimelinePicture, "complete" | "grain" | "outliers" | "undatedCommits">, oddDates: bigint): string {
  const said = [complete ? "Committer time, UTC." : "Read so far. Committer time, UTC."];
  if (outliers.length > 0) said.push(`Left off the axis, far from all others: ${outliers.map((bar) => bucketName(grain, bar.ms)).join(", ")}.`);
  if (undatedCommits > 0) said.push(`${undatedCommits} without a readable date.`);
  if (oddDates > 0n) said.push(`${oddDates} with a date or a time zone that cannot be: taken as unknown, as the end of the year 9999, or as UTC.`);
  return said.join(" ");
}
