import { Outlet, useMatch, useParams } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { inertText } from "../format/inert";
import { percent } from "../format/quantity";
import { sourceParts } from "../format/source";
import { LinkNotice } from "../run/LinkNotice";
import { progressLine } from "../run/progress";
import { RunHeader } from "../run/RunHeader";
import { useRun } from "../run/useRun";
import { isFinal, stateName } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { ShownContext } from "./shown";
import { ViewTabs } from "./ViewTabs";

/** What is around every view of one analysis: which it is, how it stands, and the way to the other views. */
export function Workspace() {
  const { id } = useParams({ from: "/analyses/$id" });
  const name = `analyses/${id}`;
  // The first view has room to introduce the repository; the others want it for their pictures.
  const first = useMatch({ from: "/analyses/$id/", shouldThrow: false }) !== undefined;
  const { picture, failure, link, refresh, take } = useRun(name);
  const shown = useMemo(() => picture && { picture, analysis: picture.analysis, take }, [picture, take]);

  const title = picture === undefined ? "CodeVoyage" : titleOf(picture.analysis);
  useEffect(() => {
    document.title = title;
    return () => void (document.title = "CodeVoyage");
  }, [title]);

  if (failure) return <FailureNotice failure={failure} onRetry={refresh} />;
  if (!shown) return <p className="waiting">Asking for {name} …</p>;
  const { analysis } = shown;
  return (
    <ShownContext.Provider value={shown}>
      <article className={first ? "log" : "log log-brief"} aria-busy={!isFinal(analysis.state)}>
        <RunHeader analysis={analysis} onAnswer={take} />
        <ViewTabs id={id} />
        {isFinal(analysis.state) ? null : <LinkNotice link={link} onRetry={refresh} />}
        <Outlet />
      </article>
    </ShownContext.Provider>
  );
}

function titleOf(analysis: Analysis): string {
  const repository = inertText(sourceParts(analysis.source).title);
  const { fraction } = progressLine(analysis);
  const how = isFinal(analysis.state) || fraction === undefined ? stateName(analysis.state) : percent(fraction);
  return `${repository} · ${how} · CodeVoyage`;
}
