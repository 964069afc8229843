import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { AttemptOutcome, FailureSchema, Stage } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { checkpointWords, OUTCOME_ORDER, outcomeMeaning, outcomeWords, resumption } from "./words";

const known = Object.values(AttemptOutcome).filter((value): value is AttemptOutcome => typeof value === "number");

it("has words of its own for every outcome of the contract, and a place in sums", () => {
  expect(new Set(known.map((outcome) => outcomeWords(outcome).name)).size).toBe(known.length);
  expect([...OUTCOME_ORDER].toSorted()).toEqual([...known].toSorted());
});

it("does not fall over an outcome of a newer server", () => {
  expect(outcomeWords(99 as AttemptOutcome).name).toBe("Unknown");
  expect(outcomeMeaning(99 as AttemptOutcome)).toBeUndefined();
});

it("says what a checkpoint counts", () => {
  expect([checkpointWords("ingest", 38n), checkpointWords("analysis", 1n), checkpointWords("insights", 0n)]).toEqual([
    "38 chunks stored",
    "1 chunk read",
    "0 insights written",
  ]);
  expect(checkpointWords("another", 3n)).toBeUndefined();
});

it.each([
  [Stage.FETCHING, 0n, "A retry begins this stage at its start."],
  [Stage.READING, 1200n, "1,200 chunks stored: a retry goes on from there."],
  [Stage.COMPUTING, 12n, "12 chunks read: a retry goes on from there."],
  [Stage.DESCRIBING, 2n, "2 insights written: a retry goes on from there."],
])("says where a retry goes on: stage %d after %d", (stage, checkpoint, sentence) => {
  expect(resumption(create(FailureSchema, { stage, checkpoint }))).toBe(sentence);
});
