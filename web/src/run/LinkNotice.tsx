import type { Link } from "../stream/follow";
import { callFailure } from "../rpc/failure";
import { Notice } from "../ui/Notice";
import { Sentence } from "../ui/Sentence";

/** Says when the page no longer hears of the run. */
export function LinkNotice({ link, onRetry }: { readonly link: Link; readonly onRetry: () => void }) {
  // The first attempt comes within half a second: a restart of the gateway passes unnoticed.
  if (link.kind === "lost" && link.attempt > 1) {
    const { reason, sentence } = callFailure(link.error);
    return (
      <Notice
        tone="warning"
        title="Connection lost, coming back"
        actions={
          <button type="button" className="button" onClick={onRetry}>
            Try now
          </button>
        }
      >
        The run goes on without this page. It is shown from where it was as soon as somebody answers.
        {/* Somebody did answer: what stands in the way is not the connection. */}
        {reason === "QUOTA_EXCEEDED" ? (
          <p>
            <Sentence text={sentence} />
          </p>
        ) : null}
      </Notice>
    );
  }
  if (link.kind === "refused") {
    return (
      <Notice tone="error" title="This run can no longer be followed">
        <Sentence text={callFailure(link.error).sentence} />
      </Notice>
    );
  }
  return null;
}
