import type { ReactNode } from "react";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { duration, secondsOf } from "../format/duration";
import { minuteOf } from "../format/moment";
import { count, counted } from "../format/quantity";
import { Copyable } from "../ui/Copyable";
import { Inert } from "../ui/Inert";
import { Section } from "../ui/Section";

/** Where all of it comes from, for those who check. */
export function Provenance({ analysis }: { readonly analysis: Analysis }) {
  const { figures, options } = analysis;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Source", <Inert key="source" text={analysis.source} />],
    ["Head", figures?.head ? <Copyable key="head" value={figures.head} shown={figures.head} label="the head commit's id" /> : undefined],
    ["Result", analysis.resultHash ? <Copyable key="hash" value={analysis.resultHash} shown={analysis.resultHash} label="the result's hash" /> : undefined],
    ["Limit", options && options.maxCommits > 0n ? `newest ${count(options.maxCommits)} commits` : undefined],
    ["Asked for", analysis.createTime && minuteOf(analysis.createTime)],
    ["Taken up again", analysis.retries > 0 ? counted(analysis.retries, "time") : undefined],
    ["Read in", analysis.ingestElapsed && duration(secondsOf(analysis.ingestElapsed))],
    ["Analysis", <code key="name">{analysis.name}</code>],
    ["In the logs", analysis.correlationId ? <Copyable key="id" value={analysis.correlationId} shown={analysis.correlationId} label="the run's id in the logs" /> : undefined],
  ];
  return (
    <Section title="Provenance">
      <dl className="provenance">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Section>
  );
}
