import { expect, it } from "vitest";
import { viewOf } from "./view";

it("reads what it knows", () => {
  expect(viewOf({ grain: "week", files: "bytes", hide: ["people"] })).toEqual({ grain: "week", files: "bytes", hide: ["people"] });
});

it("leaves out what it does not know", () => {
  expect(viewOf({ grain: "century", files: 3, hide: ["commits", "<script>"], other: 1 })).toEqual({});
});
