import { timestampMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import { scaleUtc } from "d3-scale";
import { area, curveStepAfter } from "d3-shape";
import type { ActivityColumns, EraMark, ReleaseMark } from "../gen/codevoyage/analysis/v1/activity_service_pb";

/** Where a moment is along the bar, 0 to 1; undefined where it is not on it. */
export function along(seconds: number, [from, to]: readonly [number, number]): number | undefined {
  if (seconds < from || seconds > to) return undefined;
  return to === from ? 0 : (seconds - from) / (to - from);
}

/** The curve of commits under the slider, as an SVG path in a box of 1000 by 100. Heights are by square root. */
export function curve({ starts, commits }: Pick<ActivityColumns, "starts" | "commits">, [from, to]: readonly [number, number]): string {
  const most = Math.sqrt(Math.max(1, ...commits));
  const points = starts.map((start, bucket) => ({ x: ((Number(start) - from) / Math.max(1, to - from)) * 1000, y: Math.sqrt(commits[bucket] ?? 0) / most }));
  const last = points.at(-1);
  const drawn = area<{ x: number; y: number }>()
    .x(({ x }) => Math.min(1000, Math.max(0, x)))
    .y0(100)
    .y1(({ y }) => 100 - 96 * y)
    .curve(curveStepAfter)(last ? [...points, { x: 1000, y: last.y }] : points);
  return drawn ?? "";
}

export interface Mark {
  /** 0 to 1. */
  readonly at: number;
  readonly label: string;
}

/** Eras where they begin, but for the first one, which begins with the bar. */
export function eraMarks(eras: readonly EraMark[], span: readonly [number, number]): Mark[] {
  return eras.slice(1).flatMap(({ start, label }) => markAt(start, label, span));
}

/** A release and the position that first has it. */
export interface Release extends Mark {
  readonly position: number;
}

export function releaseMarks(releases: readonly ReleaseMark[], span: readonly [number, number]): Release[] {
  return releases.flatMap(({ time, tag, position }) => markAt(time, tag, span).map((mark) => ({ ...mark, position: Number(position) })));
}

/** Years along the bar, at most so many. */
export function ticks([from, to]: readonly [number, number], howMany: number): Mark[] {
  const scale = scaleUtc([from * 1000, to * 1000], [0, 1]);
  const format = scale.tickFormat(howMany);
  return scale.ticks(howMany).map((date) => ({ at: scale(date), label: format(date) }));
}

function markAt(time: Timestamp | undefined, label: string, span: readonly [number, number]): Mark[] {
  const at = time && along(timestampMs(time) / 1000, span);
  return at === undefined ? [] : [{ at, label }];
}
