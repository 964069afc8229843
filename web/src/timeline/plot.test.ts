import { expect, it } from "vitest";
import { Grain } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { bands } from "./axis";
import { domainOf, plot, roundBelow } from "./plot";
import type { Bar } from "./series";

const month = (year: number, index: number): number => Date.UTC(year, index);
const bar = (ms: number, fields: Partial<Bar> = {}): Bar => ({ ms, commits: 1, insertions: 0, deletions: 0, people: 1, ...fields });
const tracks = {
  commitTrack: { top: 0, height: 100 },
  lineTrack: { top: 110, height: 80 },
  peopleTrack: { top: 200, height: 40 },
};
/** Top and height of the path's columns. */
const columns = (path: string) => [...path.matchAll(/M[\d.]+,([\d.]+)v(-?[\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
const series: Bar[] = Array.from({ length: 48 }, (_, index) => bar(month(2020, index), { commits: index + 1, insertions: 400, deletions: 100 }));

it("draws a column a bar, as tall as its commits", () => {
  const drawn = columns(plot({ bars: series, grain: Grain.MONTH, width: 1000, ...tracks }).commits);
  expect(drawn).toHaveLength(48);
  expect(drawn[47]).toEqual([100, -96]); // 48 on an axis of 50
  expect(drawn[23]).toEqual([100, -48]);
});

it("mirrors lines around one zero, on one scale", () => {
  const drawn = plot({ bars: series, grain: Grain.MONTH, width: 1000, ...tracks });
  const [up, down] = [columns(drawn.insertions)[0], columns(drawn.deletions)[0]];
  expect(up?.[0]).toBe(down?.[0]);
  // 400 is twice as tall as 100 on a square-root scale, and both fill the track.
  expect(up?.[1]).toBeCloseTo(-(80 * 2) / 3, 1);
  expect(down?.[1]).toBeCloseTo(80 / 3, 1);
});

it("draws nothing for nothing, and a visible line for a little", () => {
  const bars = [bar(month(2020, 0), { commits: 100_000 }), bar(month(2020, 1), { commits: 1 }), bar(month(2020, 2), { commits: 0 })];
  expect(columns(plot({ bars, grain: Grain.MONTH, width: 1000, ...tracks }).commits).map(([, height]) => height)).toEqual([-100, -1]);
});

it("has whole numbers as ticks, zero among them", () => {
  const { commitTicks, peopleTicks } = plot({ bars: [bar(month(2020, 0))], grain: Grain.MONTH, width: 500, ...tracks });
  expect(commitTicks.map((tick) => tick.value)).toEqual([0, 1]);
  expect(peopleTicks.map((tick) => tick.value)).toEqual([0, 1]);
});

it("gives a history of one day air on both sides", () => {
  const [from, to] = domainOf([bar(Date.UTC(2024, 2, 1))], Grain.DAY);
  expect((to - from) / 86_400_000).toBe(24);
  expect((from + to) / 2).toBe(Date.UTC(2024, 2, 1, 12));
});

it.each([
  [1, 1],
  [4, 2],
  [5, 5],
  [99, 50],
  [1234, 1000],
])("rounds %d down to %d", (value, rounded) => {
  expect(roundBelow(value)).toBe(rounded);
});

const labels = (from: string, to: string, width: number): string[] =>
  bands(Date.parse(from), Date.parse(to), width)
    .map((band) => band.label)
    .filter((label) => label !== "");

it("labels years, months or days as there is room", () => {
  expect(labels("2010-01-01", "2026-01-01", 1100)).toHaveLength(16);
  expect(labels("2010-01-01", "2026-01-01", 320)).toEqual(["2010", "2012", "2014", "2016", "2018", "2020", "2022", "2024"]);
  expect(labels("1970-01-01", "2026-01-01", 320)).toEqual(["1970", "1980", "1990", "2000", "2010", "2020"]);
  expect(labels("2023-11-01", "2024-03-01", 400)).toEqual(["Nov", "Dec", "2024", "Feb"]);
  expect(labels("2024-03-01", "2024-03-07", 500)).toEqual(["1 Mar", "2 Mar", "3 Mar", "4 Mar", "5 Mar", "6 Mar"]);
});

it("covers the domain without gaps, dark and light in turn", () => {
  const found = bands(Date.UTC(2019, 4, 7), Date.UTC(2024, 8, 2), 900);
  expect(found[0]?.fromMs).toBe(Date.UTC(2019, 4, 7));
  expect(found.at(-1)?.toMs).toBe(Date.UTC(2024, 8, 2));
  for (const [index, band] of found.slice(1).entries()) {
    expect(band.fromMs).toBe(found[index]?.toMs);
    expect(band.dark).toBe(!found[index]?.dark);
  }
});
