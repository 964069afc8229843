import { useQuery } from "@tanstack/react-query";
import { counted } from "../format/quantity";
import { useClients } from "../rpc/clients";

/** Counted one by one; more are said to be more. */
const COUNTED = 100;

/** How many analyses there are of a repository: `3 analyses`. Nothing: not known, or not yet. */
export function useAnalysesOf(repository: string): string | undefined {
  const { analyses } = useClients();
  const { data } = useQuery({
    queryKey: ["analyses of", repository],
    queryFn: ({ signal }) => analyses.listAnalyses({ repository, pageSize: COUNTED }, { signal }),
    gcTime: 0,
  });
  if (!data) return undefined;
  return data.nextPageToken === "" ? counted(data.analyses.length, "analysis", "analyses") : `more than ${COUNTED} analyses`;
}
