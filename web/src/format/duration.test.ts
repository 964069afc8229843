import { create } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { duration, estimate, secondsOf } from "./duration";

it("adds seconds and nanoseconds", () => {
  expect(secondsOf(create(DurationSchema, { seconds: 2n, nanos: 500_000_000 }))).toBe(2.5);
});

it.each([
  [-1, "0.0 s"],
  [0.42, "0.4 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min"],
  [75, "1 min 15 s"],
  [3599.7, "1 h"],
  [7322, "2 h 2 min"],
])("writes %d seconds as %s", (seconds, shown) => {
  expect(duration(seconds)).toBe(shown);
});

it.each([
  [0.2, "about a second"],
  [1.2, "about 2 s"],
  [89, "about 89 s"],
  [200, "about 3 min"],
  [7000, "about 2 h"],
])("estimates %d seconds as %s", (seconds, shown) => {
  expect(estimate(seconds)).toBe(shown);
});
