import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { State, type Stage, type StageRun } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { secondsOf } from "../format/duration";
import { isFinal, STAGES } from "./words";

export type StopStatus = "waiting" | "running" | "done" | "failed" | "stopped";

/** One stage of the rail. */
export interface Stop {
  readonly stage: Stage;
  readonly status: StopStatus;
  /** From first claim to end, or until now. Absent: not begun, or not told yet. */
  readonly seconds?: number;
}

const STOP_WORDS: Readonly<Record<StopStatus, string>> = {
  waiting: "waiting",
  running: "running",
  done: "done",
  failed: "failed here",
  stopped: "stopped here",
};

/** How a stage stands, in words. A run that has ended leaves nothing waiting. */
export function stopName({ status }: Stop, { state }: Analysis): string {
  return status === "waiting" && isFinal(state) ? "not begun" : STOP_WORDS[status];
}

/** The five stages as they stand, `sinceToldMs` after the run's stages were told. */
export function rail(analysis: Analysis, sinceToldMs: number): Stop[] {
  const final = isFinal(analysis.state);
  return STAGES.map((stage) => {
    const told = analysis.stages.find((run) => run.stage === stage);
    const seconds = told && stageSeconds(told, analysis);
    const ended = told?.endTime !== undefined;
    const status = statusOf(analysis, stage, { begun: told?.startTime !== undefined, ended });
    if (seconds === undefined) return { stage, status };
    return { stage, status, seconds: ended || final ? seconds : seconds + Math.max(0, sinceToldMs) / 1000 };
  });
}

/** How long a stage took, as it was told. What had not ended has ended with the run, whenever that is asked about. */
function stageSeconds({ startTime, endTime, elapsed }: StageRun, run: Analysis): number | undefined {
  if (startTime && !endTime && run.endTime && isFinal(run.state)) return Math.max(0, (timestampMs(run.endTime) - timestampMs(startTime)) / 1000);
  return elapsed && secondsOf(elapsed);
}

function statusOf(analysis: Analysis, stage: Stage, told: { begun: boolean; ended: boolean }): StopStatus {
  if (analysis.state === State.SUCCEEDED) return "done";
  if (analysis.state === State.FAILED && (analysis.failure?.stage || analysis.stage) === stage) return "failed";
  // The end of a run ends the stage in which it was: that one was not done.
  if (analysis.state === State.CANCELLED && analysis.stage === stage) return "stopped";
  if (told.ended) return "done";
  if (isFinal(analysis.state)) return told.begun ? "stopped" : "waiting";
  if (analysis.state === State.QUEUED) return "waiting";
  if (told.begun || stage === analysis.stage) return "running";
  // Events tell a stage before the stages' own times are asked for again: what lies before it is over.
  return stage < analysis.stage ? "done" : "waiting";
}
