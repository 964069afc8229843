import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callFailure, type CallFailure } from "../rpc/failure";
import { hasResults, useShown } from "./shown";

export interface Answer<Value> {
  /** The newest answer; the one before while another is on its way. */
  readonly value: Value | undefined;
  readonly failure: CallFailure | undefined;
  /** The answer shown is to an earlier question. */
  readonly stale: boolean;
  /** The service has nothing yet, and is asked again. */
  readonly waiting: boolean;
  readonly retry: () => void;
}

/** How often what is not ready is asked for again, ms. */
const ASK_AGAIN_MS = 2000;

/**
 * One question about the shown analysis, asked once it has results.
 *
 * question: what tells it from others; it must hold everything that `ask` depends on.
 */
export function useAnswer<Value>(question: readonly unknown[], ask: (name: string, signal: AbortSignal) => Promise<Value>): Answer<Value> {
  const { analysis } = useShown();
  const enabled = hasResults(analysis);
  const query = useQuery({
    // A run that is taken up again has other results.
    queryKey: ["answer", analysis.name, String(analysis.resultRevision), ...question],
    queryFn: ({ signal }) => ask(analysis.name, signal),
    enabled,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.error && callFailure(state.error).reason === "RESULT_NOT_READY" ? ASK_AGAIN_MS : false),
  });
  const failure = query.error ? callFailure(query.error) : undefined;
  const waiting = !enabled || failure?.reason === "RESULT_NOT_READY";
  return { value: query.data, failure: waiting ? undefined : failure, stale: query.isPlaceholderData, waiting, retry: () => void query.refetch() };
}
