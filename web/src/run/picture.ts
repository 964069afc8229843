import type { Analysis, AnalysisEvent } from "../gen/codevoyage/analysis/v1/analysis_pb";
import type { WatchAnalysisResponse } from "../gen/codevoyage/analysis/v1/analysis_service_pb";
import { isFinal } from "./words";

/** A run as the page knows it, put together from calls and from the watch. */
export interface Picture {
  readonly analysis: Analysis;
  /** Clock of the page, ms, when `analysis.stages` were told: they go on from there. */
  readonly stagesToldAt: number;
}

/** The picture after `GetAnalysis` has answered. The answer may be older than what the watch has told since. */
export function afterAnswer(picture: Picture | undefined, answer: Analysis, now: number): Picture {
  const before = picture?.analysis;
  if (before?.name !== answer.name || isFinal(answer.state) || !isAhead(before, answer)) {
    return { analysis: answer, stagesToldAt: now };
  }
  const { state, stage, progress, figures, resultRevision } = before;
  return { analysis: { ...answer, state, stage, ...present({ progress, figures }), resultRevision }, stagesToldAt: now };
}

/** The picture after one message of the watch. */
export function afterMessage(picture: Picture | undefined, message: WatchAnalysisResponse["message"], now: number): Picture | undefined {
  switch (message.case) {
    case "snapshot":
      return { analysis: message.value, stagesToldAt: now };
    case "event":
      return picture && { ...picture, analysis: afterEvent(picture.analysis, message.value) };
    case "heartbeat":
    case undefined:
      return picture;
  }
}

function afterEvent(analysis: Analysis, event: AnalysisEvent): Analysis {
  const { progress: _progress, failure: _failure, ...kept } = analysis;
  return {
    ...kept,
    state: event.state,
    stage: event.stage,
    resultRevision: event.resultRevision,
    // An event of a state alone carries no figures: those that are known stay.
    ...present({ progress: event.progress, failure: event.failure, figures: event.figures ?? analysis.figures }),
  };
}

/** Whether the watch has told more than the answer knows. */
function isAhead(before: Analysis, answer: Analysis): boolean {
  return isFinal(before.state) || before.stage > answer.stage || before.resultRevision >= answer.resultRevision;
}

/** Optional fields are left out rather than set to undefined (exactOptionalPropertyTypes). */
function present<Fields extends Record<string, unknown>>(fields: Fields): { [Key in keyof Fields]?: NonNullable<Fields[Key]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: NonNullable<Fields[Key]>;
  };
}
