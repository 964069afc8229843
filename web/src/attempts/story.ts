import { timestampMs } from "@bufbuild/protobuf/wkt";
import { State, type Attempt } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { counted } from "../format/quantity";
import { OUTCOME_ORDER, outcomeWords } from "./words";

/** Whether how it went is shown without being asked for: something did not go straight. */
export function isEventful(state: State, attempts: readonly Attempt[]): boolean {
  return state === State.RETRYING || state === State.FAILED || state === State.CANCELLED || wasRepeated(attempts);
}

/** Whether a service took the work up more than once. */
function wasRepeated(attempts: readonly Attempt[]): boolean {
  return new Set(attempts.map(({ service }) => service)).size < attempts.length;
}

/** All of it in a line: `4 attempts: 1 ended by an error, 3 done`. */
export function summary(attempts: readonly Attempt[]): string {
  if (attempts.length === 0) return "Nobody has taken it up yet.";
  const sums = OUTCOME_ORDER.map((outcome) => [attempts.filter((attempt) => attempt.outcome === outcome).length, outcome] as const);
  const told = sums.filter(([sum]) => sum > 0).map(([sum, outcome]) => `${sum} ${outcomeWords(outcome).several}`);
  return `${counted(attempts.length, "attempt")}: ${told.join(", ")}.`;
}

/** Newest first: what was just tried is what is looked for. */
export function newestFirst(attempts: readonly Attempt[]): Attempt[] {
  return attempts.toReversed();
}

/** How long an attempt took, or has taken until this moment of the server's clock, ms. Nothing: its begin is not known. */
export function attemptSeconds({ startTime, endTime }: Attempt, until: number): number | undefined {
  if (!startTime) return undefined;
  return Math.max(0, ((endTime ? timestampMs(endTime) : until) - timestampMs(startTime)) / 1000);
}
