import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { counted } from "../format/quantity";
import { isFinal } from "./words";

/** Which commits a run with a cap reads: `Newest 1,000 commits`. The server's cap may be below the one asked for: what was read tells. */
export function capName({ figures, options, state }: Analysis): string {
  const read = figures?.commits ?? 0n;
  const asked = options?.maxCommits ?? 0n;
  const commits = isFinal(state) || asked === 0n ? read : asked;
  return commits > 0n ? `Newest ${counted(commits, "commit")}` : "Newest commits";
}
