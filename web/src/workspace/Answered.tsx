import type { ReactNode } from "react";
import { isFinal } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { useShown } from "./shown";
import type { Answer } from "./useAnswer";

export interface AnsweredProps<Value> {
  readonly answer: Answer<Value>;
  /** Why a finished analysis may not have the answer yet. */
  readonly pending?: string;
  readonly children: (value: Value) => ReactNode;
}

/** What is shown of an answer: the thing itself, why it is not there yet, or what went wrong and another try. */
export function Answered<Value>({ answer, pending = "This is still being worked out, and appears here by itself.", children }: AnsweredProps<Value>) {
  const { analysis } = useShown();
  if (answer.value !== undefined) {
    return (
      <div className="answered" aria-busy={answer.stale}>
        {answer.failure ? <FailureNotice failure={answer.failure} onRetry={answer.retry} /> : null}
        {children(answer.value)}
      </div>
    );
  }
  if (answer.failure) return <FailureNotice failure={answer.failure} onRetry={answer.retry} />;
  if (!answer.waiting) return <p className="waiting answered-none">On its way.</p>;
  if (!isFinal(analysis.state)) return <p className="waiting answered-none">The history is being read. This view opens when it has been read to its end.</p>;
  if (analysis.empty) return <p className="waiting answered-none">This repository has no commit yet, so there is nothing to draw.</p>;
  return <p className="waiting answered-none">{analysis.resultHash === "" ? "This run ended before its end was read. Retry it, and this view fills." : pending}</p>;
}
