import type { Picture } from "./picture";
import { Notice } from "../ui/Notice";
import { Sentence } from "../ui/Sentence";
import { useNow } from "../ui/useNow";
import { countdown } from "./countdown";
import { isFinal } from "./words";

/** Says that an error is being got over, and when it goes on. */
export function RetryNotice({ picture }: { readonly picture: Picture }) {
  const { retry, state } = picture.analysis;
  const shown = retry !== undefined && !isFinal(state);
  const now = useNow(250, shown); // a second on the page is never off by more than a quarter of one
  if (!shown) return null;
  const { title, when, which } = countdown(retry, now + picture.serverAheadMs);
  return (
    <Notice tone="warning" title={title}>
      {retry.failure?.message ? (
        <p>
          <Sentence text={retry.failure.message} />
        </p>
      ) : null}
      {/* A number that changes every second is not read aloud every second. */}
      <p className="retry-when">
        <span aria-hidden="true">{when}</span>
        <span className="unseen">It is tried again by itself</span> <span className="retry-which">({which})</span>
      </p>
    </Notice>
  );
}
