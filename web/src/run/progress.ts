import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { estimate, secondsOf } from "../format/duration";
import { count, percent, rate } from "../format/quantity";
import { stageDoing } from "./words";

/** What the progress line says. */
export interface ProgressLine {
  /** What is going on: `Reading commits and changes`. */
  readonly doing: string;
  /** 0 to 1. Absent: not known how much there is. */
  readonly fraction?: number;
  /** `3,210 of 5,531 commits`, `58%`, `1,240 commits/s`, `about 2 s left`; those that are known. */
  readonly facts: readonly string[];
}

/** Tells of the stage that runs, and only what is known of it. */
export function progressLine(analysis: Analysis): ProgressLine {
  if (analysis.state === State.QUEUED) return { doing: "Waiting for a worker", facts: [] };
  if (analysis.state === State.RETRYING) return { doing: "Waiting to be taken up again", facts: [] };
  if (analysis.state === State.CANCELLING) return { doing: "Stopping, and clearing up", facts: [] };
  const doing = stageDoing(analysis.stage);
  const { progress } = analysis;
  if (!progress || progress.stage !== analysis.stage) return { doing, facts: [] };

  const { done, total, unit } = progress;
  const known = total > 0n;
  const fraction = known ? Math.min(1, Number(done) / Number(total)) : undefined;
  const facts: string[] = [];
  if (unit !== "percent") facts.push(known ? `${count(done)} of ${count(total)} ${unit}` : `${count(done)} ${unit}`);
  if (fraction !== undefined) facts.push(percent(fraction));
  if (progress.rate > 0 && unit !== "percent") facts.push(rate(progress.rate, unit));
  if (progress.remaining) facts.push(`${estimate(secondsOf(progress.remaining))} left`);
  return fraction === undefined ? { doing, facts } : { doing, fraction, facts };
}
