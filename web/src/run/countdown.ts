import { timestampMs } from "@bufbuild/protobuf/wkt";
import { Stage, type Retry } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { stageName } from "./words";

/** An error that is being got over, in words. */
export interface Countdown {
  /** `Reading failed`. */
  readonly title: string;
  /** `Trying again in 3 s`; changes every second. */
  readonly when: string;
  /** `attempt 2 of 3`; changes with the attempt only. */
  readonly which: string;
}

/** What a retry says at this moment of the server's clock, ms. */
export function countdown({ failure, nextTime, fruitless, fruitlessLimit }: Retry, serverNow: number): Countdown {
  const stage = failure?.stage ?? Stage.UNSPECIFIED;
  const title = stage === Stage.UNSPECIFIED ? "An attempt failed" : `${stageName(stage)} failed`;
  // While it waits, the attempts so far are behind it; the one that goes on is counted with its claim.
  const attempt = Math.max(1, nextTime ? fruitless + 1 : fruitless);
  return {
    title,
    when: nextTime ? wait(timestampMs(nextTime) - serverNow) : "Trying again now",
    which: fruitlessLimit > 0 ? `attempt ${Math.min(attempt, fruitlessLimit)} of ${fruitlessLimit}` : `attempt ${attempt}`,
  };
}

/** Not before the time, but within seconds after it: what is due is not counted below nought. */
function wait(ms: number): string {
  return ms <= 0 ? "Trying again in a moment" : `Trying again in ${Math.ceil(ms / 1000)} s`;
}
