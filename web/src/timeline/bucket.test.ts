import { expect, it } from "vitest";
import { Grain } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { bucketName, floorTo, grainFor, nextOf, startMs } from "./bucket";

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const at = (day: string): number => Date.parse(`${day}T13:30:00Z`);

it.each([
  [Grain.DAY, "2024-02-29", "2024-02-29", "2024-03-01"],
  [Grain.WEEK, "2024-03-03", "2024-02-26", "2024-03-04"], // a Sunday
  [Grain.WEEK, "2024-02-26", "2024-02-26", "2024-03-04"], // a Monday
  [Grain.WEEK, "1969-12-31", "1969-12-29", "1970-01-05"],
  [Grain.MONTH, "2023-12-31", "2023-12-01", "2024-01-01"],
] as const)("knows the bucket of grain %i around %s", (grain, day, start, next) => {
  expect(iso(floorTo(grain, at(day)))).toBe(start);
  expect(iso(nextOf(grain, floorTo(grain, at(day))))).toBe(next);
});

it("reads ISO days only", () => {
  expect(startMs("2024-03-01")).toBe(Date.UTC(2024, 2, 1));
  expect([startMs(""), startMs("2024-3-1"), startMs("2024-13-01"), startMs("+12024-01-01")]).toEqual([undefined, undefined, undefined, undefined]);
});

it("names buckets", () => {
  const ms = Date.UTC(2024, 2, 1);
  expect([Grain.DAY, Grain.WEEK, Grain.MONTH].map((grain) => bucketName(grain as Grain.DAY, ms))).toEqual([
    "Fri 1 Mar 2024",
    "Week of 1 Mar 2024",
    "March 2024",
  ]);
});

it.each([
  [0, Grain.DAY],
  [180, Grain.DAY],
  [181, Grain.WEEK],
  [1830, Grain.WEEK],
  [5500, Grain.MONTH],
])("draws %d days by grain %i", (days, grain) => {
  expect(grainFor(days * 86_400_000)).toBe(grain);
});
