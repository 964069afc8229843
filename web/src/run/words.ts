import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";

/** Stages in the order of a run. */
export const STAGES = [Stage.FETCHING, Stage.READING, Stage.MEASURING, Stage.COMPUTING, Stage.DESCRIBING] as const;

const STAGE_WORDS: Readonly<Record<Stage, { readonly name: string; readonly doing: string }>> = {
  [Stage.UNSPECIFIED]: { name: "Start", doing: "Starting" },
  [Stage.FETCHING]: { name: "Fetching", doing: "Cloning the repository" },
  [Stage.READING]: { name: "Reading", doing: "Reading commits and changes" },
  [Stage.MEASURING]: { name: "Measuring", doing: "Measuring files" },
  [Stage.COMPUTING]: { name: "Computing", doing: "Computing results" },
  [Stage.DESCRIBING]: { name: "Describing", doing: "Writing the overview" },
};

const STATE_WORDS: Readonly<Record<State, string>> = {
  [State.UNSPECIFIED]: "Unknown",
  [State.QUEUED]: "Queued",
  [State.RUNNING]: "Running",
  [State.RETRYING]: "Waiting to retry",
  [State.CANCELLING]: "Stopping",
  [State.SUCCEEDED]: "Complete",
  [State.FAILED]: "Failed",
  [State.CANCELLED]: "Stopped",
};

export function stageName(stage: Stage): string {
  return STAGE_WORDS[stage].name;
}

export function stageDoing(stage: Stage): string {
  return STAGE_WORDS[stage].doing;
}

export function stateName(state: State): string {
  return STATE_WORDS[state];
}

/** Nothing happens any more, unless somebody asks. */
export function isFinal(state: State): boolean {
  return state === State.SUCCEEDED || state === State.FAILED || state === State.CANCELLED;
}

/** It can be asked to stop. */
export function isStoppable(state: State): boolean {
  return state === State.QUEUED || state === State.RUNNING || state === State.RETRYING;
}

/** It can be taken up where it stood. */
export function isRetryable(state: State): boolean {
  return state === State.FAILED || state === State.CANCELLED;
}
