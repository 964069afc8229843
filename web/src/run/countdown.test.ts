import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { FailureSchema, RetrySchema, Stage } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { countdown } from "./countdown";

const retry = (fields: MessageInitShape<typeof RetrySchema>) =>
  create(RetrySchema, { failure: create(FailureSchema, { stage: Stage.READING }), fruitless: 1, fruitlessLimit: 3, ...fields });

it("counts down to the next attempt, and names it", () => {
  expect(countdown(retry({ nextTime: timestampFromMs(10_000) }), 7001)).toEqual({
    title: "Reading failed",
    when: "Trying again in 3 s",
    which: "attempt 2 of 3",
  });
});

it.each([
  [9999, "Trying again in 1 s"],
  [10_000, "Trying again in a moment"],
  [99_000, "Trying again in a moment"],
])("never counts below nought: at %d ms", (now, when) => {
  expect(countdown(retry({ nextTime: timestampFromMs(10_000) }), now).when).toBe(when);
});

it("names the attempt that goes on", () => {
  expect(countdown(retry({ fruitless: 2 }), 0)).toMatchObject({ when: "Trying again now", which: "attempt 2 of 3" });
});

it("never promises more attempts than there are", () => {
  expect(countdown(retry({ fruitless: 3, nextTime: timestampFromMs(1) }), 0).which).toBe("attempt 3 of 3");
  expect(countdown(retry({ fruitless: 0, fruitlessLimit: 0 }), 0).which).toBe("attempt 1");
});

it("says what it can of an error before the first stage", () => {
  expect(countdown(create(RetrySchema, {}), 0).title).toBe("An attempt failed");
});
