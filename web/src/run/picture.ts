import { timestampMs, type Timestamp } from "@bufbuild/protobuf/wkt";
import type { Analysis, AnalysisEvent } from "../gen/codevoyage/analysis/v1/analysis_pb";
import type { WatchAnalysisResponse } from "../gen/codevoyage/analysis/v1/analysis_service_pb";

/** A run as the page knows it, put together from calls and from the watch. */
export interface Picture {
  readonly analysis: Analysis;
  /** Clock of the page, ms, when `analysis.stages` were told: they go on from there. */
  readonly stagesToldAt: number;
  /** The server's clock less the page's, ms, by the newest message of the watch. 0: none has told it. */
  readonly serverAheadMs: number;
}

/** The picture after a call has answered with the run. The answer may be older than what the watch has told since. */
export function afterAnswer(picture: Picture | undefined, answer: Analysis, now: number): Picture {
  const before = picture?.analysis;
  if (picture === undefined || before?.name !== answer.name) return { analysis: answer, stagesToldAt: now, serverAheadMs: 0 };
  if (answer.sequence >= before.sequence) return { ...picture, analysis: answer, stagesToldAt: now };
  // The watch has told more than the answer knows; what no event tells is the answer's, unless it is of an end before.
  if (before.retries > answer.retries) return picture;
  const { state, stage, progress, figures, resultRevision, failure, retry, submissions, sequence } = before;
  const told = { state, stage, progress, figures, resultRevision, failure, retry, submissions, sequence };
  return { ...picture, analysis: { ...answer, ...told }, stagesToldAt: now };
}

/** The picture after one message of the watch. */
export function afterMessage(picture: Picture | undefined, message: WatchAnalysisResponse["message"], now: number): Picture | undefined {
  switch (message.case) {
    case "snapshot":
      return { analysis: message.value, stagesToldAt: now, serverAheadMs: picture?.serverAheadMs ?? 0 };
    case "event":
      return picture && { ...picture, ...clock(message.value.time, now), analysis: afterEvent(picture.analysis, message.value) };
    case "heartbeat":
      return picture && { ...picture, ...clock(message.value.time, now) };
    case undefined:
      return picture;
  }
}

function afterEvent(analysis: Analysis, event: AnalysisEvent): Analysis {
  if (event.sequence <= analysis.sequence) return analysis; // the snapshot was newer, and is replayed over
  const { state, stage, progress, figures, resultRevision, failure, retry, submissions, sequence } = event;
  // What an event does not carry is over, except figures: an event of a state alone has none, and those known stay.
  return { ...analysis, state, stage, progress, resultRevision, failure, retry, submissions, sequence, figures: figures ?? analysis.figures };
}

/** A replayed event's clock is behind, as its `nextTime` is: both are put right by the next one. */
function clock(time: Timestamp | undefined, now: number): Partial<Picture> {
  return time ? { serverAheadMs: timestampMs(time) - now } : {};
}
