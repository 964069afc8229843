import { expect, it } from "vitest";
import type { Colouring, Measure } from "../app/view";
import { DAYS, harbour, PATHS } from "./fixtures/harbour";
import { frameAt, scalesOf, UNKNOWN_TONE, type Frame } from "./frame";
import { filesOf } from "./files";
import { GROUND, lotsOf } from "./lots";
import { Voyage } from "./voyage";

const table = harbour();
const files = filesOf(table);
const lots = lotsOf(table);
const scales = scalesOf(table, files);

function at(position: number, height: Measure = "lines", colour: Colouring = "language"): Frame {
  return frameAt(table, files, lots, scales, { position, height, colour });
}

function standing({ sizes }: Frame): string[] {
  return PATHS.filter((_, path) => sizes[path]! > 0);
}

it("has at each position what stood then", () => {
  expect(standing(at(0))).toEqual(["a/old.py", "img.png"]);
  expect(standing(at(1))).toEqual(["a/old.py", "b.md", "img.png"]);
  expect(standing(at(2))).toEqual(["a/main.py", "b.md", "img.png"]);
  expect(standing(at(4))).toEqual(["a/main.py", "img.png"]);
  expect([at(3).files, at(3).lines]).toEqual([3, 17]);
});

it("builds on the share of the lot that its lines are of the most its path ever had", () => {
  expect(at(2).sizes[0]).toBe(0.5); // 4 of 16 lines: half of each side
  expect(at(3).sizes[0]).toBe(1);
});

it("draws heights by the square root of the share of the most in history", () => {
  expect(at(2).heights[0]).toBe(0.5);
  expect(at(0).heights[3]).toBe(0); // a binary has no lines
});

it("counts files by language, most lines at the end first", () => {
  expect(scales.named).toEqual(["Python"]); // b.md stands no more, the picture has no language
  expect(at(1).languages[1]).toBe(1);
  expect(at(1).tones[3]).toBe(UNKNOWN_TONE);
});

it("counts files below folders", () => {
  const folder = lots.grounds.findIndex(({ path }) => path === "a");
  expect([at(0), at(2), at(4)].map((frame) => frame.standing[folder])).toEqual([1, 1, 1]);
  expect(at(1).standing[0]).toBe(3); // the root
});

it("measures one file as TreeService does", () => {
  const voyage = new Voyage(table);
  const main = voyage.file("a/main.py", 3);
  expect(main).toMatchObject({ lines: 16, changes: 3, language: "Python", stands: true });
  expect(main.age).toBe(10); // since a/old.py came
  expect(main.quiet).toBe(0);
  expect(voyage.file("a/main.py", 4).quiet).toBe((DAYS[4]! - DAYS[3]!) / 86_400);
  expect(main.complexity).toBe(9); // its own
  expect(voyage.file("a/main.py", 2).complexity).toBe(2); // its file's at 0, which is as near as 4, and earlier
  expect(voyage.file("b.md", 1).complexity).toBe(-1);
  expect(voyage.file("b.md", 4).stands).toBe(false);
  expect(voyage.file("c", 4)).toMatchObject({ number: -1, stands: false });
});

it("ranks what stands below a folder", () => {
  const voyage = new Voyage(table);
  expect(voyage.rows({ position: 1, by: "lines", below: "", count: 2 })).toMatchObject({ total: 3, files: [{ path: "a/old.py" }, { path: "b.md" }] });
  expect(voyage.rows({ position: 1, by: "lines", below: "a", count: 9 }).files.map(({ path }) => path)).toEqual(["a/old.py"]);
});

it("gives every path a lot of its own on the ground", () => {
  const boxes = PATHS.map((_, path) => [...lots.rectangles.subarray(4 * path, 4 * path + 4)] as [number, number, number, number]);
  for (const [x, y, width, depth] of boxes) {
    expect(width * depth).toBeGreaterThan(0);
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    expect(Math.max(x + width, y + depth)).toBeLessThanOrEqual(GROUND + 0.01);
  }
  for (const [one, [x, y, width, depth]] of boxes.entries()) {
    for (const [left, top, wide, deep] of boxes.slice(one + 1)) {
      const overlap = Math.min(x + width, left + wide) - Math.max(x, left) > 0.011 && Math.min(y + depth, top + deep) - Math.max(y, top) > 0.011;
      expect(overlap).toBe(false);
    }
  }
});
