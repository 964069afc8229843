import { useMutation } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { useClients } from "../rpc/clients";
import { callFailure } from "../rpc/failure";
import { Sentence } from "../ui/Sentence";
import { useCreateAnalysis } from "./useCreateAnalysis";
import { isFinal, isStoppable } from "./words";

/** Stop it while it runs; ask for it again after. */
export function RunActions({ analysis }: { readonly analysis: Analysis }) {
  const { analyses } = useClients();
  const { ask, asking, failure } = useCreateAnalysis();
  const stop = useMutation({ mutationFn: () => analyses.cancelAnalysis({ name: analysis.name }) });
  const refused = stop.error ? callFailure(stop.error) : failure;
  const again = (): void => ask({ source: analysis.source, maxCommits: analysis.options?.maxCommits ?? 0n });
  return (
    <div className="run-actions">
      {isStoppable(analysis.state) ? (
        <button type="button" className="button" disabled={stop.isPending} onClick={() => stop.mutate()}>
          Stop this run
        </button>
      ) : null}
      {isFinal(analysis.state) ? (
        <button type="button" className="button" disabled={asking} onClick={again}>
          Analyse again
        </button>
      ) : null}
      {refused ? (
        <p className="run-refused" role="alert">
          <Sentence text={refused.sentence} />
        </p>
      ) : null}
    </div>
  );
}
