import { newest, positionAt, timeOf } from "../history/moment";
import type { Mainline } from "../history/protocol";

const DAY_SECONDS = 86_400;

export type Step = "commit" | "day" | "release";

/**
 * The position one step further, or back.
 *
 * A day ends with its last state, UTC; days without a commit are passed over. releases: positions that first have one.
 */
export function stepped(mainline: Mainline, position: number, step: Step, forward: boolean, releases: readonly number[]): number {
  const first = mainline.firstPosition;
  const last = newest(mainline);
  const within = (wanted: number): number => Math.min(last, Math.max(first, wanted));
  if (step === "commit") return within(position + (forward ? 1 : -1));
  if (step === "release") {
    const next = forward ? releases.filter((one) => one > position).toSorted((a, b) => a - b)[0] : releases.filter((one) => one < position).toSorted((a, b) => b - a)[0];
    return within(next ?? (forward ? last : first));
  }
  const midnight = Math.floor(timeOf(mainline, position) / DAY_SECONDS) * DAY_SECONDS;
  if (!forward) return within(positionAt(mainline, midnight - 1));
  const endOfDay = positionAt(mainline, midnight + DAY_SECONDS - 1);
  if (endOfDay > position || endOfDay === last) return within(endOfDay);
  const nextDay = Math.floor(timeOf(mainline, endOfDay + 1) / DAY_SECONDS) * DAY_SECONDS;
  return within(positionAt(mainline, nextDay + DAY_SECONDS - 1));
}
