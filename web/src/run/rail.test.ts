import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { AnalysisSchema, type Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { progressLine } from "./progress";
import { rail, stopName } from "./rail";

const analysis = (fields: MessageInitShape<typeof AnalysisSchema>) => create(AnalysisSchema, fields);
const words = (run: Analysis) => rail(run, 0).map((stop) => stopName(stop, run));
const began = timestampFromMs(1_000_000);
const fetched = { stage: Stage.FETCHING, startTime: began, endTime: timestampFromMs(1_002_000), elapsed: { seconds: 2n } };
const reading = { stage: Stage.READING, startTime: began, elapsed: { seconds: 3n } };

it("lets the running stage's seconds go on, and the others stand", () => {
  const run = analysis({ state: State.RUNNING, stage: Stage.READING, stages: [fetched, reading] });
  expect(rail(run, 1500)).toEqual([
    { stage: Stage.FETCHING, status: "done", seconds: 2 },
    { stage: Stage.READING, status: "running", seconds: 4.5 },
    { stage: Stage.MEASURING, status: "waiting" },
    { stage: Stage.COMPUTING, status: "waiting" },
    { stage: Stage.DESCRIBING, status: "waiting" },
  ]);
});

it("believes an event's stage before its times are known", () => {
  const run = analysis({ state: State.RUNNING, stage: Stage.COMPUTING, stages: [fetched] });
  expect(rail(run, 0).map((stop) => stop.status)).toEqual(["done", "done", "done", "running", "waiting"]);
});

it("marks where it failed, and where it was stopped", () => {
  const failed = analysis({ state: State.FAILED, stage: Stage.READING, stages: [fetched, reading], failure: { stage: Stage.READING } });
  expect(rail(failed, 9000).map((stop) => stop.status)).toEqual(["done", "failed", "waiting", "waiting", "waiting"]);
  expect(rail(failed, 9000)[1]?.seconds).toBe(3);
  const stopped = analysis({ state: State.CANCELLED, stage: Stage.READING, stages: [fetched, reading] });
  expect(rail(stopped, 0).map((stop) => stop.status)).toEqual(["done", "stopped", "waiting", "waiting", "waiting"]);
});

it("ends what had not ended with its run, however late it is asked about", () => {
  const late = { ...reading, elapsed: { seconds: 86_400n } };
  const stopped = analysis({ state: State.CANCELLED, stage: Stage.READING, stages: [late], endTime: timestampFromMs(1_004_500) });
  expect(rail(stopped, 9000)[1]?.seconds).toBe(4.5);
});

it("does not take the end of a run for the end of its stage", () => {
  const stopped = analysis({ state: State.CANCELLED, stage: Stage.READING, stages: [fetched, { ...reading, endTime: timestampFromMs(1_003_000) }] });
  expect(rail(stopped, 0).map((stop) => stop.status)).toEqual(["done", "stopped", "waiting", "waiting", "waiting"]);
});

it("has nothing waiting once the run has ended", () => {
  expect(words(analysis({ state: State.RUNNING, stage: Stage.READING, stages: [fetched, reading] }))).toEqual(["done", "running", "waiting", "waiting", "waiting"]);
  expect(words(analysis({ state: State.CANCELLED, stage: Stage.READING, stages: [fetched, reading] }))).toEqual(["done", "stopped here", "not begun", "not begun", "not begun"]);
});

it("has nothing running while queued", () => {
  expect(rail(analysis({ state: State.QUEUED }), 0).every((stop) => stop.status === "waiting")).toBe(true);
});

it("tells progress with what is known", () => {
  const progress = { stage: Stage.READING, done: 3210n, total: 5531n, unit: "commits", rate: 1240.2, remaining: { seconds: 2n } };
  expect(progressLine(analysis({ state: State.RUNNING, stage: Stage.READING, progress }))).toEqual({
    doing: "Reading commits and changes",
    fraction: 3210 / 5531,
    facts: ["3,210 of 5,531 commits", "58%", "1,240 commits/s", "about 2 s left"],
  });
});

it("estimates nothing that the server did not", () => {
  const progress = { stage: Stage.READING, done: 12n, unit: "commits" };
  expect(progressLine(analysis({ state: State.RUNNING, stage: Stage.READING, progress }))).toEqual({
    doing: "Reading commits and changes",
    facts: ["12 commits"],
  });
});

it("does not tell one stage's progress as another's", () => {
  const progress = { stage: Stage.FETCHING, done: 100n, total: 100n, unit: "percent" };
  expect(progressLine(analysis({ state: State.RUNNING, stage: Stage.READING, progress })).facts).toEqual([]);
});
