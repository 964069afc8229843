import { expect, it } from "vitest";
import { Grain } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { remarks } from "./remarks";

const quiet = { complete: true, grain: Grain.MONTH, outliers: [], undatedCommits: 0 } as const;
const bar = { ms: Date.UTC(2100, 0), commits: 1, insertions: 0, deletions: 0, people: 1 };

it("says how times are meant, and no more where nothing is odd", () => {
  expect(remarks(quiet, 0n)).toBe("Committer time, UTC.");
  expect(remarks({ ...quiet, complete: false }, 0n)).toBe("Read so far. Committer time, UTC.");
});

it("names what was left off the axis, and counts dates that cannot be", () => {
  const said = remarks({ ...quiet, outliers: [bar], undatedCommits: 2 }, 3n);
  expect(said).toContain("far from all others: January 2100.");
  expect(said).toContain("2 without a readable date.");
  expect(said).toContain("3 with a date or a time zone that cannot be");
});
