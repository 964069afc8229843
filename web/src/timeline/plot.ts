import { scaleLinear, scaleSqrt, scaleUtc, type ScaleContinuousNumeric, type ScaleTime } from "d3-scale";
import { area, curveStepAfter } from "d3-shape";
import { nextOf, type TimelineGrain } from "./bucket";
import type { Bar } from "./series";

/** A track's place on the drawing, px from its top. */
export interface Track {
  readonly top: number;
  readonly height: number;
}

export interface Tick {
  readonly value: number;
  readonly y: number;
}

/** Everything that is drawn, as path data: one path a series, however many bars. */
export interface Plot {
  readonly x: ScaleTime<number, number>;
  readonly commits: string;
  readonly insertions: string;
  readonly deletions: string;
  readonly people: string;
  readonly commitTicks: readonly Tick[];
  readonly lineTicks: readonly Tick[];
  readonly peopleTicks: readonly Tick[];
  /** Where the lines' track has its zero, px. */
  readonly lineZero: number;
}

export interface PlotOptions {
  readonly bars: readonly Bar[];
  readonly grain: TimelineGrain;
  /** Of the drawing area, px. */
  readonly width: number;
  readonly commitTrack: Track;
  readonly lineTrack: Track;
  readonly peopleTrack: Track;
}

/** Buckets that the axis holds at least, so that a history of one day is not one wide block. */
const FEWEST_BUCKETS = 24;

/** From the first bar's beginning to the last one's end, ms; short histories get air on both sides. */
export function domainOf(bars: readonly Bar[], grain: TimelineGrain): [number, number] {
  const first = bars.at(0)?.ms ?? 0;
  const end = nextOf(grain, bars.at(-1)?.ms ?? first);
  const air = Math.max(0, (nextOf(grain, first) - first) * FEWEST_BUCKETS - (end - first)) / 2;
  return [first - air, end + air];
}

/** Draws commits upwards from a base line; lines mirrored around theirs, on a square-root scale, since one vendored folder outweighs years of work. */
export function plot(options: PlotOptions): Plot {
  const { bars, grain, width, commitTrack, lineTrack, peopleTrack } = options;
  const x = scaleUtc().domain(domainOf(bars, grain)).range([0, width]);

  const commitScale = scaleLinear().domain([0, Math.max(1, ...bars.map((bar) => bar.commits))]).nice(5).range([0, commitTrack.height]);
  const commitBase = commitTrack.top + commitTrack.height;

  const mostInserted = Math.max(1, ...bars.map((bar) => bar.insertions));
  const mostDeleted = Math.max(1, ...bars.map((bar) => bar.deletions));
  // One scale for both, each side as tall as it needs: a line added is as tall as a line removed.
  const share = Math.sqrt(mostInserted) / (Math.sqrt(mostInserted) + Math.sqrt(mostDeleted));
  const lineZero = lineTrack.top + lineTrack.height * share;
  const lineScale = scaleSqrt().domain([0, Math.max(mostInserted, mostDeleted)]).range([0, lineTrack.height * Math.max(share, 1 - share)]);

  const peopleScale = scaleLinear().domain([0, Math.max(1, ...bars.map((bar) => bar.people))]).nice(2).range([0, peopleTrack.height]);
  const peopleBase = peopleTrack.top + peopleTrack.height;

  const columns = (height: (bar: Bar) => number, base: number, direction: 1 | -1): string =>
    bars.map((bar) => column(x(bar.ms), x(nextOf(grain, bar.ms)), base, height(bar) * direction)).join("");

  return {
    x,
    commits: columns((bar) => commitScale(bar.commits), commitBase, -1),
    insertions: columns((bar) => lineScale(bar.insertions), lineZero, -1),
    deletions: columns((bar) => lineScale(bar.deletions), lineZero, 1),
    people: steps(bars, grain, x, peopleScale, peopleBase),
    commitTicks: commitScale.ticks(3).filter(Number.isInteger).map((value) => ({ value, y: commitBase - commitScale(value) })),
    lineTicks: bars.some(hasLines) ? mirroredTicks(mostInserted, mostDeleted, lineScale, lineZero) : [],
    peopleTicks: bars.some(hasPeople) ? peopleScale.ticks(2).filter(Number.isInteger).map((value) => ({ value, y: peopleBase - peopleScale(value) })) : [],
    lineZero,
  };
}

export function hasLines(bar: Bar): boolean {
  return bar.insertions > 0 || bar.deletions > 0;
}

export function hasPeople(bar: Bar): boolean {
  return bar.people > 0;
}

/** One bar as path data: at least a pixel wide, a gap to the next where there is room for one, visible when it is not zero. */
function column(from: number, to: number, base: number, height: number): string {
  if (height === 0) return "";
  const gap = to - from > 4 ? 1 : 0;
  const tall = Math.abs(height) < 1 ? Math.sign(height) : height;
  return `M${round(from)},${round(base)}v${round(tall)}h${round(Math.max(1, to - from - gap))}v${round(-tall)}z`;
}

/** People as steps that fall to zero in empty buckets: nobody is not somebody. */
function steps(
  bars: readonly Bar[],
  grain: TimelineGrain,
  x: ScaleTime<number, number>,
  y: ScaleContinuousNumeric<number, number>,
  base: number,
): string {
  const points = bars.flatMap((bar, index) => {
    const end = nextOf(grain, bar.ms);
    const here: [number, number][] = [[x(bar.ms), bar.people]];
    if (bars[index + 1]?.ms !== end) here.push([x(end), 0]);
    return here;
  });
  const shape = area<[number, number]>((point) => round(point[0]), base, (point) => round(base - y(point[1]))).curve(curveStepAfter);
  return shape(points) ?? "";
}

/** The largest round number of each side, and zero. */
function mirroredTicks(inserted: number, deleted: number, scale: ScaleContinuousNumeric<number, number>, zero: number): Tick[] {
  const above = roundBelow(inserted);
  const below = roundBelow(deleted);
  return [
    { value: above, y: zero - scale(above) },
    { value: 0, y: zero },
    { value: -below, y: zero + scale(below) },
  ];
}

/** The largest of 1, 2, 5 times a power of ten that is not above the value. */
export function roundBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([5, 2, 1].find((factor) => factor * power <= value) ?? 1) * power;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
