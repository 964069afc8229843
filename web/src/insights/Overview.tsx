import { useQuery } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Source, type Insight } from "../gen/codevoyage/insights/v1/insight_pb";
import { useClients } from "../rpc/clients";
import { callFailure } from "../rpc/failure";
import { isFinal } from "../run/words";
import { FailureNotice } from "../ui/FailureNotice";
import { Inert } from "../ui/Inert";
import { Section } from "../ui/Section";
import { ClaimText } from "./ClaimText";

/** Of the section; the family of the same name does not repeat it. */
const TITLE = "Overview";

/** What was found worth saying, each sentence with what it rests on. */
export function Overview({ analysis }: { readonly analysis: Analysis }) {
  const { insights } = useClients();
  const final = isFinal(analysis.state);
  const query = useQuery({
    queryKey: ["insights", analysis.name, analysis.state],
    queryFn: async ({ signal }) => (await insights.listInsights({ parent: analysis.name }, { signal })).insights,
    enabled: final,
  });
  return (
    <Section title={TITLE} margin={query.data?.[0] ? <p className="note">{wordsBy(query.data[0])}. Open a sentence for its evidence.</p> : undefined}>
      {query.error ? <FailureNotice failure={callFailure(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.data?.map((insight) => (
        <div key={insight.name} className="insight">
          {insight.title === TITLE ? null : (
            <h3>
              <Inert text={insight.title} />
            </h3>
          )}
          <ul className="claims">
            {insight.claims.map((claim) => (
              <li key={claim.text}>
                <ClaimText claim={claim} evidence={insight.evidence} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {query.data?.length === 0 ? <p className="waiting">No overview was written for this run.</p> : null}
      {final ? null : <p className="waiting">Written from the results, when they are there.</p>}
    </Section>
  );
}

function wordsBy(insight: Insight): string {
  return insight.source === Source.MODEL ? "Worded by a model, checked against the evidence" : "Worded by a template; the numbers are the evidence's";
}
