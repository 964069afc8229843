import type { Claim, Evidence } from "../gen/codevoyage/insights/v1/insight_pb";
import { Inert } from "../ui/Inert";

/** One sentence; opened, the calls and fields that it quotes. */
export function ClaimText({ claim, evidence }: { readonly claim: Claim; readonly evidence: readonly Evidence[] }) {
  const cited = evidence.filter((one) => claim.evidenceIds.includes(one.id));
  return (
    <details className="claim">
      <summary>
        <span className="claim-text">
          <Inert text={claim.text} />
        </span>
        <span className="claim-ids" aria-label={`Evidence ${claim.evidenceIds.join(", ")}`}>
          {claim.evidenceIds.join(" ")}
        </span>
      </summary>
      {cited.map((one) => (
        <div key={one.id} className="evidence">
          <p className="evidence-call">
            <span className="evidence-id">{one.id}</span> <Inert text={one.call} />
          </p>
          <dl>
            {Object.entries(one.fields)
              .toSorted(([a], [b]) => a.localeCompare(b, "en"))
              .map(([field, value]) => (
                <div key={field}>
                  <dt>
                    <Inert text={field} />
                  </dt>
                  <dd>
                    <Inert text={value} />
                  </dd>
                </div>
              ))}
          </dl>
        </div>
      ))}
    </details>
  );
}
