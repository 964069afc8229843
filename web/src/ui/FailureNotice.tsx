import type { CallFailure } from "../rpc/failure";
import { Notice } from "./Notice";
import { Sentence } from "./Sentence";

/** A call that failed: the sentence, its reason for those who search, and another try. */
export function FailureNotice({ failure, onRetry }: { readonly failure: CallFailure; readonly onRetry?: () => void }) {
  return (
    <Notice
      tone="error"
      actions={
        onRetry && (
          <button type="button" className="button" onClick={onRetry}>
            Try again
          </button>
        )
      }
    >
      <p>
        <Sentence text={failure.sentence} />
      </p>
      <p className="notice-reason">{failure.reason}</p>
    </Notice>
  );
}
