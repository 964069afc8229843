import { timestampMs, type Timestamp } from "@bufbuild/protobuf/wkt";

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const second = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** The day in UTC: `6 Apr 2010`. History is told in UTC. */
export function dayOf(time: Timestamp): string {
  return day.format(timestampMs(time));
}

/** Date and minute where the person is: `23 Nov 2026, 04:15`. Runs are told in local time. */
export function minuteOf(time: Timestamp): string {
  return minute.format(timestampMs(time));
}

/** Day and second where the person is: `23 Nov, 04:15:09`. Attempts follow each other by the second. */
export function secondOf(time: Timestamp): string {
  return second.format(timestampMs(time));
}

/** How long ago, roughly: `just now`, `5 min ago`, `3 h ago`, `yesterday`, then the date. */
export function ago(time: Timestamp, nowMs: number): string {
  const seconds = (nowMs - timestampMs(time)) / 1000;
  if (seconds < 45) return "just now"; // and a server's clock that is a little ahead
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  if (seconds < 2 * 86_400) return "yesterday";
  if (seconds < 14 * 86_400) return `${Math.floor(seconds / 86_400)} days ago`;
  return day.format(timestampMs(time));
}
