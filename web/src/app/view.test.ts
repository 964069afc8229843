import { expect, it } from "vitest";
import { viewOf } from "./view";

it("reads what it knows", () => {
  expect(viewOf({ grain: "week", files: "bytes", hide: ["people"] })).toEqual({ grain: "week", files: "bytes", hide: ["people"] });
});

it("leaves out what it does not know", () => {
  expect(viewOf({ grain: "century", files: 3, hide: ["commits", "<script>"], other: 1 })).toEqual({});
});

it("reads a moment, a path, a camera", () => {
  const camera = "35.5,40,1.2,0.1,-0.25";
  expect(viewOf({ at: "0a1b2c3d4e5f", path: "src/a b", person: 3, height: "age", colour: "changes", as: "table", camera })).toEqual({
    at: "0a1b2c3d4e5f",
    path: "src/a b",
    person: 3,
    height: "age",
    colour: "changes",
    as: "table",
    camera,
  });
  expect(viewOf({ at: 12345678 })).toEqual({ at: "12345678" });
});

it("takes no moment that is no commit, and no camera that is no place", () => {
  expect(viewOf({ at: "HEAD", path: "", person: -1, height: "lines", colour: "language", as: "city", camera: "1,2,3" })).toEqual({});
});
