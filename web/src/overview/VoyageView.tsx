import { HowItWent } from "../attempts/HowItWent";
import { LargestFiles } from "../files/LargestFiles";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Overview } from "../insights/Overview";
import { Course } from "../run/Course";
import { Figures } from "../run/Figures";
import { Provenance } from "../run/Provenance";
import { RetryNotice } from "../run/RetryNotice";
import { RunFailure } from "../run/RunFailure";
import { SharedNotice } from "../run/SharedNotice";
import { isFinal } from "../run/words";
import { Timeline } from "../timeline/Timeline";
import { Notice } from "../ui/Notice";
import { useThrottled } from "../ui/useThrottled";
import { useShown } from "../workspace/shown";

/** How often pictures are asked for again while a run goes on, ms: often enough to see it grow, seldom enough to look at it. */
const PICTURE_EVERY_MS = 700;

/** One analysis at a glance, while it runs and after. */
export function VoyageView() {
  const { picture, analysis } = useShown();
  const revision = useThrottled(analysis.resultRevision, PICTURE_EVERY_MS);
  return (
    <>
      <SharedNotice analysis={analysis} />
      <RetryNotice picture={picture} />
      <RunFailure analysis={analysis} />
      <Course picture={picture} />
      <HowItWent key={analysis.name} picture={picture} />
      {analysis.empty ? (
        <Notice tone="plain" title="This repository is empty">
          It has no commit yet, so there is nothing to draw. Commit something, then analyse it again.
        </Notice>
      ) : null}
      {hasPictures(analysis) ? (
        <>
          <Figures analysis={analysis} />
          <Timeline analysis={analysis} revision={revision} />
          <Overview analysis={analysis} />
          <LargestFiles analysis={analysis} revision={revision} />
        </>
      ) : null}
      <Provenance analysis={analysis} />
    </>
  );
}

/** Whether there is something to look at, or will be: not in an empty repository, nor where nothing was read before the end. */
function hasPictures({ empty, state, resultRevision }: Analysis): boolean {
  return !empty && (resultRevision > 0n || !isFinal(state));
}
