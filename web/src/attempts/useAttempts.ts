import { useQuery } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import type { Attempt } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { callFailure, type CallFailure } from "../rpc/failure";
import { useClients } from "../rpc/clients";
import { isFinal } from "../run/words";
import { useThrottled } from "../ui/useThrottled";

/** However fast a run changes, its attempts are asked for no more often than this, ms. */
const AT_MOST_EVERY_MS = 1000;
/** A worker that is lost is in no event: while a run goes on they are looked at again, ms. */
const LOOK_AGAIN_MS = 10_000;

export interface Attempts {
  /** In the order in which they began. */
  readonly attempts: readonly Attempt[] | undefined;
  readonly failure: CallFailure | undefined;
  readonly refresh: () => void;
}

/** Every attempt at a run, asked for again whenever the watch tells of a change that an attempt can be behind. */
export function useAttempts(analysis: Analysis): Attempts {
  const { analyses } = useClients();
  const { name, state, stage, retries, retry } = analysis;
  const change = [state, stage, retries, retry?.fruitless, retry?.nextTime?.seconds].join(".");
  const throttled = useThrottled(change, AT_MOST_EVERY_MS);
  const moment = isFinal(state) ? change : throttled; // an end is told at once
  const query = useQuery({
    queryKey: ["attempts", name, moment],
    queryFn: async ({ signal }) => (await analyses.listAttempts({ name }, { signal })).attempts,
    // Kept while the next answer is under way, but never another run's.
    placeholderData: (answer, before) => (before?.queryKey[1] === name ? answer : undefined),
    refetchInterval: isFinal(state) ? false : LOOK_AGAIN_MS,
    gcTime: 0,
  });
  // Beside an end, attempts from before it would say what is not so any more.
  const stale = isFinal(state) && query.isPlaceholderData;
  return { attempts: stale ? undefined : query.data, failure: query.error ? callFailure(query.error) : undefined, refresh: () => void query.refetch() };
}
