import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { ago, dayOf, secondOf } from "./moment";

const NOW = Date.UTC(2026, 10, 23, 12);

it.each([
  [-20, "just now"],
  [10, "just now"],
  [50, "1 min ago"],
  [3500, "58 min ago"],
  [7200, "2 h ago"],
  [100_000, "yesterday"],
  [200_000, "2 days ago"],
  [86_400 * 30, "24 Oct 2026"],
])("tells %d seconds before now as %s", (seconds, shown) => {
  expect(ago(timestampFromMs(NOW - seconds * 1000), NOW)).toBe(shown);
});

it("tells the days of history in UTC", () => {
  expect(dayOf(timestampFromMs(Date.UTC(2010, 3, 6, 23, 59)))).toBe("6 Apr 2010");
});

it("tells attempts to the second", () => {
  expect(secondOf(timestampFromMs(Date.UTC(2026, 10, 23, 12, 5, 9)))).toMatch(/^\d{1,2} Nov, \d\d:\d\d:09$/);
});
