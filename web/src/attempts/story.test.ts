import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { AttemptOutcome, AttemptSchema, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { attemptSeconds, isEventful, newestFirst, summary } from "./story";

const attempt = (fields: MessageInitShape<typeof AttemptSchema>) => create(AttemptSchema, fields);
const done = { outcome: AttemptOutcome.SUCCEEDED };
const straight = [attempt({ service: "ingest", ...done }), attempt({ service: "analysis", ...done }), attempt({ service: "insights", ...done })];
const repeated = [attempt({ service: "ingest", outcome: AttemptOutcome.ERROR }), ...straight];

it.each([
  [State.RUNNING, straight, false],
  [State.SUCCEEDED, straight, false],
  [State.SUCCEEDED, repeated, true],
  [State.RUNNING, repeated, true],
  [State.RETRYING, [], true],
  [State.FAILED, straight, true],
  [State.CANCELLED, [], true],
])("in state %d finds it worth showing or not", (state, attempts, eventful) => {
  expect(isEventful(state, attempts)).toBe(eventful);
});

it("adds up how attempts ended, troubles first", () => {
  expect(summary([])).toBe("Nobody has taken it up yet.");
  expect(summary(straight)).toBe("3 attempts: 3 done.");
  expect(summary([attempt({ service: "ingest", outcome: AttemptOutcome.RUNNING })])).toBe("1 attempt: 1 under way.");
  expect(summary([...repeated, attempt({ outcome: AttemptOutcome.LOST })])).toBe("5 attempts: 1 ended by an error, 1 lost with the worker, 3 done.");
});

it("puts the newest first, and leaves what it was given alone", () => {
  const told = [attempt({ number: 1 }), attempt({ number: 2 })];
  expect(newestFirst(told).map(({ number }) => number)).toEqual([2, 1]);
  expect(told.map(({ number }) => number)).toEqual([1, 2]);
});

it("lets the attempt under way go on by the server's clock, and the others stand", () => {
  const startTime = timestampFromMs(1000);
  expect(attemptSeconds(attempt({ startTime, endTime: timestampFromMs(3500) }), 99_000)).toBe(2.5);
  expect(attemptSeconds(attempt({ startTime }), 5000)).toBe(4);
  expect(attemptSeconds(attempt({ startTime }), 500)).toBe(0);
  expect(attemptSeconds(attempt({}), 500)).toBeUndefined();
});
