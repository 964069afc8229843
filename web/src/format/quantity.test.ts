import { describe, expect, it } from "vitest";
import { bytes, compact, count, counted, percent, rate } from "./quantity";

describe("quantities", () => {
  it("writes counts exactly, beyond what a double holds", () => {
    expect(count(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993");
    expect(count(0)).toBe("0");
  });

  it("takes the singular for one only", () => {
    expect([counted(0, "commit"), counted(1n, "commit"), counted(2, "person", "people")]).toEqual([
      "0 commits",
      "1 commit",
      "2 people",
    ]);
  });

  it.each([
    [0, "0"],
    [7, "7"],
    [999, "999"],
    [1000, "1k"],
    [1234, "1.2k"],
    [99_949, "99.9k"],
    [99_950, "100k"],
    [999_499, "999k"],
    [999_950, "1M"],
    [1_500_000, "1.5M"],
    [-1234, "-1.2k"],
    [0.5, "0.5"],
  ])("shortens %d to %s", (value, shown) => {
    expect(compact(value)).toBe(shown);
  });

  it.each([
    [0n, "0 bytes"],
    [999n, "999 bytes"],
    [1000n, "1 kB"],
    [1536n, "1.5 kB"],
    [999_950n, "1 MB"],
    [5_368_709_120n, "5.4 GB"],
  ])("writes %d bytes as %s", (value, shown) => {
    expect(bytes(value)).toBe(shown);
  });

  it("says 100% of what is whole only", () => {
    expect([percent(0), percent(0.999), percent(1), percent(1.2)]).toEqual(["0%", "99%", "100%", "100%"]);
  });

  it("keeps a digit of slow rates", () => {
    expect([rate(1240.4, "commits"), rate(10, "blobs"), rate(0.44, "blobs"), rate(3, "rows")]).toEqual([
      "1,240 commits/s",
      "10 blobs/s",
      "0.4 blobs/s",
      "3 rows/s",
    ]);
  });
});
