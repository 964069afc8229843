import { resumption } from "../attempts/words";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Stage, State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { Copyable } from "../ui/Copyable";
import { Notice } from "../ui/Notice";
import { Sentence } from "../ui/Sentence";
import { stageName } from "./words";

function where(stage: Stage): string {
  return stage === Stage.UNSPECIFIED ? "Failed before it began" : `Failed while ${stageName(stage).toLowerCase()}`;
}

/** Why a run ended without its results, and whether a retry may help. */
export function RunFailure({ analysis }: { readonly analysis: Analysis }) {
  const { failure, state } = analysis;
  if (state === State.CANCELLED) {
    return (
      <Notice tone="plain" title="Stopped, as asked">
        What was read until then is not the whole history. It is kept: a retry goes on from there.
      </Notice>
    );
  }
  if (state !== State.FAILED || !failure) return null;
  const correlationId = failure.correlationId || analysis.correlationId;
  return (
    <Notice tone="error" title={where(failure.stage || analysis.stage)}>
      <p>
        <Sentence text={failure.message} />
      </p>
      <p className="run-failure-outlook">
        {failure.retryable ? "Trying again may help." : "Trying again helps once the cause is mended."} {resumption(failure)}
      </p>
      <p className="notice-reason">
        {failure.reason}
        {failure.attempt > 0 ? ` · attempt ${failure.attempt}` : ""}
        {correlationId ? (
          <>
            {" · in the logs under "}
            <Copyable value={correlationId} shown={correlationId} label="the id in the logs" />
          </>
        ) : null}
      </p>
    </Notice>
  );
}
