import { useMutation } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { useClients } from "../rpc/clients";
import { useCreateAnalysis } from "../run/useCreateAnalysis";
import { isFinal, isRetryable, isStoppable } from "../run/words";
import { ActionButton } from "../ui/ActionButton";
import { useKeptFocus } from "../ui/useKeptFocus";
import { DeleteRepository } from "./DeleteRepository";
import { Refusal } from "./Refusal";
import { useRetryAnalysis } from "./useRetryAnalysis";

export interface RunActionsProps {
  readonly analysis: Analysis;
  /** Takes the run as a button's call was answered with it. */
  readonly onAnswer: (answer: Analysis) => void;
}

/** What can be done with a run as it stands: stop it; take it up again, ask for it anew, delete it. */
export function RunActions({ analysis, onAnswer }: RunActionsProps) {
  const { name, state } = analysis;
  const { analyses } = useClients();
  const stop = useMutation({
    mutationFn: () => analyses.cancelAnalysis({ name }),
    onSuccess: ({ analysis: answer }) => answer && onAnswer(answer),
  });
  const retry = useRetryAnalysis(onAnswer);
  const anew = useCreateAnalysis();
  const group = useKeptFocus<HTMLDivElement>();

  const stopping = stop.isPending || state === State.CANCELLING;
  const busy = retry.isPending || anew.asking;
  // What was refused in another state of the run is answered by that state.
  const refused = isFinal(state) ? (retry.error ?? anew.error) : stop.error;
  const askAnew = (): void => {
    retry.reset();
    anew.ask({ source: analysis.source, maxCommits: analysis.options?.maxCommits ?? 0n });
  };
  return (
    <div className="run-actions" ref={group} role="group" aria-label="What can be done with this run" tabIndex={-1}>
      <div className="run-buttons">
        {isStoppable(state) || state === State.CANCELLING ? (
          <ActionButton busy={stopping} onPress={stop.mutate}>
            {stopping ? "Stopping …" : "Stop this run"}
          </ActionButton>
        ) : null}
        {isRetryable(state) ? (
          <ActionButton look="main" busy={busy} onPress={() => retry.mutate(name)}>
            {retry.isPending ? "Taking it up …" : "Retry this run"}
          </ActionButton>
        ) : null}
        {isFinal(state) ? (
          <>
            <ActionButton busy={busy} onPress={askAnew}>
              {anew.asking ? "Asking …" : "Analyse again"}
            </ActionButton>
            <DeleteRepository analysis={analysis} />
          </>
        ) : null}
      </div>
      {isStoppable(state) && analysis.submissions > 1 ? <p className="note">{analysis.submissions} requests share this run. It stops for all of them.</p> : null}
      {refused ? <Refusal error={refused} /> : null}
    </div>
  );
}
