import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { AnalysisEventSchema, AnalysisSchema } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { afterAnswer, afterMessage } from "./picture";

const analysis = (fields: MessageInitShape<typeof AnalysisSchema>) => create(AnalysisSchema, { name: "analyses/a", ...fields });
const event = (fields: MessageInitShape<typeof AnalysisEventSchema>) => ({ case: "event" as const, value: create(AnalysisEventSchema, fields) });

it("goes on from a snapshot with events", () => {
  const snapshot = afterMessage(undefined, { case: "snapshot", value: analysis({ state: State.QUEUED, source: "/srv/a" }) }, 1);
  const running = afterMessage(snapshot, event({ state: State.RUNNING, stage: Stage.READING, resultRevision: 2n, figures: { commits: 40n } }), 2);
  expect(running?.analysis).toMatchObject({ source: "/srv/a", state: State.RUNNING, stage: Stage.READING, resultRevision: 2n });
  expect(running?.analysis.figures?.commits).toBe(40n);
});

it("keeps figures when an event has none, and lets go of old progress", () => {
  const before = { analysis: analysis({ state: State.RUNNING, figures: { commits: 40n }, progress: { done: 4n } }), stagesToldAt: 0 };
  const after = afterMessage(before, event({ state: State.RUNNING, stage: Stage.COMPUTING }), 1);
  expect(after?.analysis.figures?.commits).toBe(40n);
  expect(after?.analysis.progress).toBeUndefined();
});

it("does not go back to an answer that is older than the watch", () => {
  const live = { analysis: analysis({ state: State.RUNNING, stage: Stage.COMPUTING, resultRevision: 9n, figures: { commits: 90n } }), stagesToldAt: 0 };
  const answer = analysis({ state: State.RUNNING, stage: Stage.READING, resultRevision: 5n, stages: [{ stage: Stage.READING }], figures: { commits: 50n } });
  const after = afterAnswer(live, answer, 7);
  expect(after.analysis).toMatchObject({ stage: Stage.COMPUTING, resultRevision: 9n });
  expect(after.analysis.figures?.commits).toBe(90n);
  expect(after.analysis.stages).toHaveLength(1);
  expect(after.stagesToldAt).toBe(7);
});

it("takes a final answer whole, with its hash", () => {
  const live = { analysis: analysis({ state: State.SUCCEEDED, resultRevision: 9n }), stagesToldAt: 0 };
  const answer = analysis({ state: State.SUCCEEDED, resultRevision: 9n, resultHash: "ab".repeat(32) });
  expect(afterAnswer(live, answer, 1).analysis.resultHash).toBe("ab".repeat(32));
});

it("begins anew with another analysis", () => {
  const live = { analysis: analysis({ state: State.SUCCEEDED, resultRevision: 9n }), stagesToldAt: 0 };
  expect(afterAnswer(live, analysis({ name: "analyses/b", state: State.QUEUED }), 1).analysis.name).toBe("analyses/b");
});
