import { expect, it } from "vitest";
import { harbour } from "../history/fixtures/harbour";
import { along, curve, eraMarks, ticks } from "./activity";
import { stepped } from "./stepping";

const mainline = harbour();

it("steps by commit, and not over the ends", () => {
  expect(stepped(mainline, 1, "commit", true, [])).toBe(2);
  expect(stepped(mainline, 0, "commit", false, [])).toBe(0);
  expect(stepped(mainline, 4, "commit", true, [])).toBe(4);
});

it("steps by day from last state to last state", () => {
  expect(stepped(mainline, 0, "day", true, [])).toBe(2); // two commits on day 1
  expect(stepped(mainline, 1, "day", true, [])).toBe(2); // to the end of its own day
  expect(stepped(mainline, 2, "day", true, [])).toBe(3);
  expect(stepped(mainline, 3, "day", false, [])).toBe(2);
  expect(stepped(mainline, 2, "day", false, [])).toBe(0);
});

it("steps by release, then to the ends", () => {
  expect(stepped(mainline, 0, "release", true, [3, 1])).toBe(1);
  expect(stepped(mainline, 3, "release", true, [3, 1])).toBe(4);
  expect(stepped(mainline, 4, "release", false, [3, 1])).toBe(3);
  expect(stepped(mainline, 1, "release", false, [3, 1])).toBe(0);
});

it("places moments along the bar", () => {
  expect(along(15, [10, 20])).toBe(0.5);
  expect(along(9, [10, 20])).toBeUndefined();
  expect(along(10, [10, 10])).toBe(0);
  expect(eraMarks([], [0, 1])).toEqual([]);
  expect(ticks([1_577_836_800, 1_672_531_200], 4).map(({ label }) => label)).toEqual(["2020", "2021", "2022", "2023"]);
});

it("draws activity by square root, up to four hundredths below the top", () => {
  expect(curve({ starts: [0n, 50n], commits: [1, 4] }, [0, 100])).toBe("M0,52L500,52L500,4L1000,4L1000,4L1000,100L1000,100L500,100L500,100L0,100Z");
});
