import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, it } from "vitest";
import { AnalysisEventSchema, AnalysisSchema } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { HeartbeatSchema } from "../gen/codevoyage/analysis/v1/analysis_service_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { afterAnswer, afterMessage, type Picture } from "./picture";

const analysis = (fields: MessageInitShape<typeof AnalysisSchema>) => create(AnalysisSchema, { name: "analyses/a", ...fields });
const picture = (fields: MessageInitShape<typeof AnalysisSchema>): Picture => ({ analysis: analysis(fields), stagesToldAt: 0, serverAheadMs: 0 });
let newest = 100n;
/** The next event. */
const event = (fields: MessageInitShape<typeof AnalysisEventSchema>) => ({
  case: "event" as const,
  value: create(AnalysisEventSchema, { sequence: ++newest, ...fields }),
});

it("goes on from a snapshot with events", () => {
  const snapshot = afterMessage(undefined, { case: "snapshot", value: analysis({ state: State.QUEUED, source: "/srv/a" }) }, 1);
  const running = afterMessage(snapshot, event({ state: State.RUNNING, stage: Stage.READING, resultRevision: 2n, figures: { commits: 40n } }), 2);
  expect(running?.analysis).toMatchObject({ source: "/srv/a", state: State.RUNNING, stage: Stage.READING, resultRevision: 2n });
  expect(running?.analysis.figures?.commits).toBe(40n);
});

it("keeps figures when an event has none, and lets go of old progress", () => {
  const before = picture({ state: State.RUNNING, figures: { commits: 40n }, progress: { done: 4n } });
  const after = afterMessage(before, event({ state: State.RUNNING, stage: Stage.COMPUTING }), 1);
  expect(after?.analysis.figures?.commits).toBe(40n);
  expect(after?.analysis.progress).toBeUndefined();
});

it("does not go back to an answer that is older than the watch", () => {
  const live = picture({ sequence: 7n, state: State.RUNNING, stage: Stage.COMPUTING, resultRevision: 9n, figures: { commits: 90n } });
  const answer = analysis({ sequence: 5n, state: State.RUNNING, stage: Stage.READING, resultRevision: 5n, stages: [{ stage: Stage.READING }], figures: { commits: 50n } });
  const after = afterAnswer(live, answer, 7);
  expect(after.analysis).toMatchObject({ stage: Stage.COMPUTING, resultRevision: 9n });
  expect(after.analysis.figures?.commits).toBe(90n);
  expect(after.analysis.stages).toHaveLength(1);
  expect(after.stagesToldAt).toBe(7);
});

it("takes a final answer whole, with its hash", () => {
  const live = picture({ state: State.SUCCEEDED, resultRevision: 9n });
  const answer = analysis({ state: State.SUCCEEDED, resultRevision: 9n, resultHash: "ab".repeat(32) });
  expect(afterAnswer(live, answer, 1).analysis.resultHash).toBe("ab".repeat(32));
});

it("begins anew with another analysis", () => {
  const live = picture({ state: State.SUCCEEDED, resultRevision: 9n });
  expect(afterAnswer(live, analysis({ name: "analyses/b", state: State.QUEUED }), 1).analysis.name).toBe("analyses/b");
});

it("shows an error that is being got over until an event no longer speaks of it", () => {
  const retry = { failure: { stage: Stage.READING, message: "The disk is full." }, fruitless: 1, fruitlessLimit: 3 };
  const waiting = afterMessage(picture({ state: State.RUNNING }), event({ state: State.RETRYING, stage: Stage.READING, retry }), 1);
  expect(waiting?.analysis.retry?.failure?.message).toBe("The disk is full.");
  expect(afterMessage(waiting, event({ state: State.RUNNING, stage: Stage.READING }), 2)?.analysis.retry).toBeUndefined();
  const snapshot = { case: "snapshot" as const, value: analysis({ state: State.RUNNING, retry }) };
  expect(afterMessage(undefined, snapshot, 3)?.analysis.retry?.fruitlessLimit).toBe(3);
});

it("keeps the watch's failure and retry over an older answer", () => {
  const failed = picture({ sequence: 7n, state: State.FAILED, stage: Stage.READING, failure: { reason: "DISK_FULL" } });
  const late = analysis({ sequence: 6n, state: State.RUNNING, stage: Stage.READING, retry: { fruitless: 2 } });
  expect(afterAnswer(failed, late, 1).analysis).toMatchObject({ state: State.FAILED, failure: { reason: "DISK_FULL" } });
  expect(afterAnswer(failed, late, 1).analysis.retry).toBeUndefined();
});

it("goes on with a run that was taken up again, and not back to its end", () => {
  const failed = picture({ sequence: 7n, state: State.FAILED, stage: Stage.COMPUTING, resultRevision: 9n, failure: { reason: "DISK_FULL" } });
  const again = afterAnswer(failed, analysis({ sequence: 8n, state: State.RETRYING, stage: Stage.COMPUTING, resultRevision: 9n, retries: 1 }), 5);
  expect(again.analysis).toMatchObject({ state: State.RETRYING, retries: 1 });
  expect(again.analysis.failure).toBeUndefined();
  expect(afterAnswer(again, failed.analysis, 6)).toBe(again);
});

it("is not taken back by events that a newer snapshot knows already", () => {
  const snapshot = picture({ sequence: 50n, state: State.FAILED, resultRevision: 9n });
  const replayed = event({ sequence: 50n, state: State.RUNNING, resultRevision: 8n });
  expect(afterMessage(snapshot, replayed, 1)?.analysis.state).toBe(State.FAILED);
  const next = afterMessage(snapshot, event({ sequence: 51n, state: State.RETRYING, submissions: 2 }), 2);
  expect(next?.analysis).toMatchObject({ state: State.RETRYING, submissions: 2, sequence: 51n });
});

it("believes at once that a run is being stopped", () => {
  const live = picture({ sequence: 7n, state: State.RUNNING, stage: Stage.READING, resultRevision: 9n });
  const stopping = afterAnswer(live, analysis({ sequence: 8n, state: State.CANCELLING, stage: Stage.READING, resultRevision: 9n }), 1);
  expect(stopping.analysis.state).toBe(State.CANCELLING);
  expect(afterAnswer(stopping, live.analysis, 2).analysis.state).toBe(State.CANCELLING);
});

it("learns how the server's clock stands to its own", () => {
  const told = afterMessage(picture({ state: State.RUNNING }), event({ state: State.RUNNING, time: timestampFromMs(61_000) }), 1000);
  expect(told?.serverAheadMs).toBe(60_000);
  const value = create(HeartbeatSchema, { time: timestampFromMs(62_500) });
  expect(afterMessage(told, { case: "heartbeat", value }, 3000)?.serverAheadMs).toBe(59_500);
});
