import type { Duration } from "@bufbuild/protobuf/wkt";

/** Seconds of a protobuf duration. */
export function secondsOf({ seconds, nanos }: Duration): number {
  return Number(seconds) + nanos / 1e9;
}

/** `0.42` → `0.4 s`, `75` → `1 min 15 s`, `7322` → `2 h 2 min`. */
export function duration(seconds: number): string {
  const held = Math.max(0, seconds);
  if (held < 9.95) return `${held.toFixed(1)} s`;
  const whole = Math.round(held);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return joined(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(held / 60);
  return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

/** An estimate says no more than it knows: `about 2 s`, `about 3 min`. */
export function estimate(seconds: number): string {
  if (seconds < 1) return "about a second";
  if (seconds < 90) return `about ${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.round(seconds / 3600)} h`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
