import { expect, it } from "vitest";
import { Grain } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { barAt, bucketUnder, keyTarget, spoken, totals } from "./reading";
import type { Bar } from "./series";

const at = (month: number): number => Date.UTC(2024, month);
const bars: Bar[] = [0, 1, 4, 5].map((month) => ({ ms: at(month), commits: month + 1, insertions: 10, deletions: 2, people: month }));

it("reads zeros where nothing happened", () => {
  expect(barAt(bars, at(2))).toMatchObject({ ms: at(2), commits: 0, people: 0 });
  expect(barAt(bars, at(4)).commits).toBe(5);
});

it("adds up lines, and does not add up people", () => {
  expect(totals(bars)).toMatchObject({ commits: 14, insertions: 40, deletions: 8, people: 5 });
});

it("finds the bucket under a point, within what was read", () => {
  expect(bucketUnder(bars, Grain.MONTH, at(2) + 9e8)).toBe(at(2));
  expect(bucketUnder(bars, Grain.MONTH, at(11))).toBe(at(5));
  expect(bucketUnder(bars, Grain.MONTH, 0)).toBe(at(0));
});

it.each([
  [undefined, "ArrowLeft", 5],
  [5, "ArrowRight", 5],
  [5, "ArrowLeft", 4],
  [4, "ArrowLeft", 1], // over the empty months
  [4, "Home", 0],
  [0, "End", 5],
  [0, "PageDown", 5],
] as const)("from month %s %s leads to month %s", (from, key, to) => {
  expect(keyTarget(bars, from === undefined ? undefined : at(from), key)).toBe(at(to));
});

it("leaves other keys alone", () => {
  expect(keyTarget(bars, at(0), "Tab")).toBeUndefined();
});

it("says a bar aloud", () => {
  expect(spoken({ ms: at(0), commits: 1, insertions: 1200, deletions: 0, people: 1 }, Grain.MONTH)).toBe(
    "January 2024: 1 commit, 1,200 lines added, 0 removed, 1 person",
  );
});
