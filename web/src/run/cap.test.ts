import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { AnalysisSchema } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { capName } from "./cap";

it.each([
  [State.RUNNING, 1000n, 0n, "Newest 1,000 commits"],
  [State.RUNNING, 1000n, 300n, "Newest 1,000 commits"],
  [State.RUNNING, 0n, 300n, "Newest 300 commits"],
  [State.RUNNING, 0n, 0n, "Newest commits"],
  [State.SUCCEEDED, 5000n, 1000n, "Newest 1,000 commits"],
  [State.SUCCEEDED, 1n, 1n, "Newest 1 commit"],
])("in state %d, with %d asked for and %d read, names the commits", (state, maxCommits, commits, name) => {
  expect(capName(create(AnalysisSchema, { state, options: { maxCommits }, figures: { commits } }))).toBe(name);
});
