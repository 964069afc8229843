import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { TimelineBucketSchema } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { series } from "./series";

const bucket = (start: string, commits: number) => create(TimelineBucketSchema, { start, commits: BigInt(commits) });
const years = (bars: readonly { ms: number }[]) => bars.map((bar) => new Date(bar.ms).getUTCFullYear());

it("keeps wrong clocks of 1970 and 2100 off the axis, and tells of them", () => {
  const { bars, outliers } = series([bucket("1970-01-01", 1), bucket("2015-05-01", 300), bucket("2016-05-01", 300), bucket("2100-01-01", 2)]);
  expect(years(bars)).toEqual([2015, 2016]);
  expect(years(outliers)).toEqual([1970, 2100]);
});

it("keeps old work that is more than a slip", () => {
  const { bars, outliers } = series([bucket("1990-01-01", 40), bucket("2015-05-01", 300)]);
  expect(years(bars)).toEqual([1990, 2015]);
  expect(outliers).toEqual([]);
});

it("keeps everything when nothing would be left", () => {
  expect(years(series([bucket("1970-01-01", 1), bucket("2100-01-01", 1)]).bars)).toEqual([1970, 2100]);
});

it("skips what is not a day", () => {
  expect(series([bucket("soon", 3)]).bars).toEqual([]);
});
