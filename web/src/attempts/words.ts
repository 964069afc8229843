import { AttemptOutcome, Stage, type Failure } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { counted } from "../format/quantity";

/** How the end of an attempt is drawn: a shape beside the word. */
export type OutcomeLook = "live" | "done" | "error" | "failed" | "stopped" | "lost";

interface OutcomeWords {
  readonly look: OutcomeLook;
  /** As a cell of a table says it. */
  readonly name: string;
  /** As a sum of several says it: `2 lost with their worker`. */
  readonly several: string;
}

const OUTCOMES: Readonly<Record<AttemptOutcome, OutcomeWords>> = {
  [AttemptOutcome.UNSPECIFIED]: { look: "stopped", name: "Unknown", several: "unknown" },
  [AttemptOutcome.RUNNING]: { look: "live", name: "Under way", several: "under way" },
  [AttemptOutcome.SUCCEEDED]: { look: "done", name: "Done", several: "done" },
  [AttemptOutcome.ERROR]: { look: "error", name: "Error, tried again", several: "ended by an error" },
  [AttemptOutcome.FAILED]: { look: "failed", name: "Failed for good", several: "failed for good" },
  [AttemptOutcome.CANCELLED]: { look: "stopped", name: "Stopped, as asked", several: "stopped" },
  [AttemptOutcome.LOST]: { look: "lost", name: "Worker lost", several: "lost with the worker" },
  [AttemptOutcome.HANDED_OVER]: { look: "stopped", name: "Handed over", several: "handed over" },
};

const MEANINGS: Readonly<Partial<Record<AttemptOutcome, string>>> = {
  [AttemptOutcome.LOST]: "The worker was killed, cut off or paused; its lease ran out.",
  [AttemptOutcome.HANDED_OVER]: "The worker was told to end, and gave the work back.",
};

/** Outcomes in the order in which a sum names them: what went well last, what goes on first. */
export const OUTCOME_ORDER: readonly AttemptOutcome[] = [
  AttemptOutcome.RUNNING,
  AttemptOutcome.FAILED,
  AttemptOutcome.ERROR,
  AttemptOutcome.LOST,
  AttemptOutcome.HANDED_OVER,
  AttemptOutcome.CANCELLED,
  AttemptOutcome.SUCCEEDED,
  AttemptOutcome.UNSPECIFIED,
];

/** A newer server may know outcomes that this page does not. */
export function outcomeWords(outcome: AttemptOutcome): OutcomeWords {
  return OUTCOMES[outcome] ?? OUTCOMES[AttemptOutcome.UNSPECIFIED];
}

/** What happened, where neither the name nor an error of its own tells. */
export function outcomeMeaning(outcome: AttemptOutcome): string | undefined {
  return MEANINGS[outcome];
}

/** What was durable at an attempt's end: `38 chunks stored`. Nothing: no such service. */
export function checkpointWords(service: string, checkpoint: bigint): string | undefined {
  switch (service) {
    case "ingest":
      return `${counted(checkpoint, "chunk")} stored`;
    case "analysis":
      return `${counted(checkpoint, "chunk")} read`;
    case "insights":
      return `${counted(checkpoint, "insight")} written`;
    default:
      return undefined;
  }
}

/** Where a retry goes on after this failure, as a sentence. */
export function resumption({ stage, checkpoint }: Failure): string {
  if (checkpoint === 0n) return "A retry begins this stage at its start.";
  const kept = checkpointWords(serviceOf(stage), checkpoint);
  return `${kept ?? "What was done"}: a retry goes on from there.`;
}

/** Whose work a stage is. */
function serviceOf(stage: Stage): string {
  if (stage === Stage.COMPUTING) return "analysis";
  return stage === Stage.DESCRIBING ? "insights" : "ingest";
}
