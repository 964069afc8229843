import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { useClients } from "../rpc/clients";
import { callFailure, type CallFailure } from "../rpc/failure";
import type { TimelineGrain } from "./bucket";
import { series, type Series } from "./series";

export interface TimelinePicture extends Series {
  readonly grain: TimelineGrain;
  /** The whole history is in it. */
  readonly complete: boolean;
  readonly undatedCommits: number;
}

export interface TimelineAnswer {
  /** The newest picture; the one before while a new one is on its way. */
  readonly picture: TimelinePicture | undefined;
  readonly failure: CallFailure | undefined;
  readonly retry: () => void;
}

/** The timeline of a run at a revision or newer. */
export function useTimeline(analysis: Analysis, revision: bigint, grain: TimelineGrain): TimelineAnswer {
  const { analyses } = useClients();
  const query = useQuery({
    queryKey: ["timeline", analysis.name, grain, String(revision)],
    queryFn: async ({ signal }): Promise<TimelinePicture> => {
      const answer = await analyses.getTimeline({ name: analysis.name, grain, minRevision: revision }, { signal });
      return { ...series(answer.buckets), grain, complete: answer.complete, undatedCommits: Number(answer.undatedCommits) };
    },
    enabled: revision > 0n,
    placeholderData: keepPreviousData,
    gcTime: 10_000, // pictures of a run under way are not looked at twice
  });
  const failure = query.error ? callFailure(query.error) : undefined;
  return {
    picture: query.data,
    failure: failure?.reason === "RESULT_NOT_READY" ? undefined : failure,
    retry: () => void query.refetch(),
  };
}
