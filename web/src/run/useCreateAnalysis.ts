import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useClients } from "../rpc/clients";
import { callFailure } from "../rpc/failure";
import { newRequestId } from "../rpc/requestId";

export interface Asked {
  readonly source: string;
  /** 0: all. */
  readonly maxCommits: bigint;
}

/** Asks for an analysis, and goes to its page. */
export function useCreateAnalysis() {
  const { analyses } = useClients();
  const navigate = useNavigate();
  // The same request keeps its id until it was answered: a try after a lost answer makes no second run.
  const pending = useRef({ asked: "", id: "" });
  const mutation = useMutation({
    mutationFn: async ({ source, maxCommits }: Asked) => {
      const asked = `${maxCommits} ${source}`;
      if (pending.current.asked !== asked) pending.current = { asked, id: newRequestId() };
      const { analysis, shared } = await analyses.createAnalysis({ source, options: { maxCommits }, requestId: pending.current.id });
      pending.current = { asked: "", id: "" };
      return { id: (analysis?.name ?? "").replace("analyses/", ""), shared };
    },
    onSuccess: ({ id, shared }) => navigate({ to: "/analyses/$id", params: { id }, state: { shared } }),
  });
  return {
    ask: mutation.mutate,
    asking: mutation.isPending,
    error: mutation.error,
    failure: mutation.error ? callFailure(mutation.error) : undefined,
    forget: mutation.reset,
  };
}
