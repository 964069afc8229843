import { timestampMs } from "@bufbuild/protobuf/wkt";
import { useId, useState } from "react";
import type { Picture } from "../run/picture";
import { isFinal } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { Section } from "../ui/Section";
import { useNow } from "../ui/useNow";
import { AttemptTable } from "./AttemptTable";
import { StageTable } from "./StageTable";
import { isEventful, summary } from "./story";
import { useAttempts } from "./useAttempts";

/** A run's stages and every attempt at them: folded away where all went straight, unless somebody wants to see. */
export function HowItWent({ picture }: { readonly picture: Picture }) {
  const { analysis } = picture;
  const { attempts, failure, refresh } = useAttempts(analysis);
  const [chosen, setChosen] = useState<boolean>();
  const id = useId();
  const open = chosen ?? isEventful(analysis.state, attempts ?? []);
  const now = useNow(1000, open && !isFinal(analysis.state));
  // An ended run's attempts are over with it, whatever was heard of them last.
  const until = analysis.endTime ? timestampMs(analysis.endTime) : now + picture.serverAheadMs;
  return (
    <Section title="How it went">
      {failure ? <FailureNotice failure={failure} onRetry={refresh} /> : null}
      <p className="attempts-summary">
        {attempts ? <span>{summary(attempts)}</span> : null}
        <button type="button" className="quiet-button" aria-expanded={open} aria-controls={id} onClick={() => setChosen(!open)}>
          {open ? "Hide stages and attempts" : "Show stages and attempts"}
        </button>
      </p>
      <div id={id} className="attempts-all" hidden={!open}>
        {open ? (
          <>
            <StageTable picture={picture} now={now} />
            {attempts && attempts.length > 0 ? <AttemptTable attempts={attempts} until={until} /> : null}
          </>
        ) : null}
      </div>
    </Section>
  );
}
