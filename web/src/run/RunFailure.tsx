import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { Notice } from "../ui/Notice";
import { Sentence } from "../ui/Sentence";
import { stageName } from "./words";

function where(stage: Stage): string {
  return stage === Stage.UNSPECIFIED ? "Failed before it began" : `Failed while ${stageName(stage).toLowerCase()}`;
}

/** Why a run ended without its results. */
export function RunFailure({ analysis }: { readonly analysis: Analysis }) {
  const { failure, state, correlationId } = analysis;
  if (state === State.CANCELLED) {
    return (
      <Notice tone="plain" title="Stopped, as asked">
        What was read until then is not the whole history.
      </Notice>
    );
  }
  if (state !== State.FAILED || !failure) return null;
  return (
    <Notice tone="error" title={where(failure.stage || analysis.stage)}>
      <p>
        <Sentence text={failure.message} />
      </p>
      <p className="notice-reason">
        {failure.reason}
        {failure.attempt > 1 ? ` · attempt ${failure.attempt}` : ""}
        {failure.retryable ? " · trying again may help" : ""}
        {correlationId ? (
          <>
            {" · in the logs under "}
            <code>{correlationId}</code>
          </>
        ) : null}
      </p>
    </Notice>
  );
}
