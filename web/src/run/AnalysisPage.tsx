import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { HowItWent } from "../attempts/HowItWent";
import { LargestFiles } from "../files/LargestFiles";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { inertText } from "../format/inert";
import { percent } from "../format/quantity";
import { sourceParts } from "../format/source";
import { Overview } from "../insights/Overview";
import { Timeline } from "../timeline/Timeline";
import { FailureNotice } from "../ui/FailureNotice";
import { Notice } from "../ui/Notice";
import { useThrottled } from "../ui/useThrottled";
import { Course } from "./Course";
import { Figures } from "./Figures";
import { LinkNotice } from "./LinkNotice";
import { progressLine } from "./progress";
import { Provenance } from "./Provenance";
import { RetryNotice } from "./RetryNotice";
import { RunFailure } from "./RunFailure";
import { RunHeader } from "./RunHeader";
import { SharedNotice } from "./SharedNotice";
import { useRun } from "./useRun";
import { isFinal, stateName } from "./words";

/** How often pictures are asked for again while a run goes on, ms: often enough to see it grow, seldom enough to look at it. */
const PICTURE_EVERY_MS = 700;

/** One analysis, while it runs and after. */
export function AnalysisPage() {
  const { id } = useParams({ from: "/analyses/$id" });
  const name = `analyses/${id}`;
  const { picture, failure, link, refresh, take } = useRun(name);
  const analysis = picture?.analysis;
  const revision = useThrottled(analysis?.resultRevision ?? 0n, PICTURE_EVERY_MS);

  const title = analysis === undefined ? "CodeVoyage" : titleOf(analysis);
  useEffect(() => {
    document.title = title;
    return () => void (document.title = "CodeVoyage");
  }, [title]);

  if (failure) return <FailureNotice failure={failure} onRetry={refresh} />;
  if (!picture || !analysis) return <p className="waiting">Asking for {name} …</p>;
  return (
    <article className="log" aria-busy={!isFinal(analysis.state)}>
      <RunHeader analysis={analysis} onAnswer={take} />
      <SharedNotice analysis={analysis} />
      {isFinal(analysis.state) ? null : <LinkNotice link={link} onRetry={refresh} />}
      <RetryNotice picture={picture} />
      <RunFailure analysis={analysis} />
      <Course picture={picture} />
      <HowItWent key={name} picture={picture} />
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
    </article>
  );
}

/** Whether there is something to look at, or will be: not in an empty repository, nor where nothing was read before the end. */
function hasPictures({ empty, state, resultRevision }: Analysis): boolean {
  return !empty && (resultRevision > 0n || !isFinal(state));
}

function titleOf(analysis: Analysis): string {
  const repository = inertText(sourceParts(analysis.source).title);
  const { fraction } = progressLine(analysis);
  const how = isFinal(analysis.state) || fraction === undefined ? stateName(analysis.state) : percent(fraction);
  return `${repository} · ${how} · CodeVoyage`;
}
