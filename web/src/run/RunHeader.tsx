import { RunActions } from "../actions/RunActions";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { sourceParts } from "../format/source";
import { dayOf } from "../format/moment";
import { Inert } from "../ui/Inert";
import { capName } from "./cap";
import { StatePill } from "./StatePill";

/** Which repository, how it stands, and what can be done. */
export function RunHeader({ analysis, onAnswer }: { readonly analysis: Analysis; readonly onAnswer: (answer: Analysis) => void }) {
  const { title, place } = sourceParts(analysis.source);
  const { figures } = analysis;
  const span = figures?.firstCommitTime && figures.lastCommitTime && ([figures.firstCommitTime, figures.lastCommitTime] as const);
  return (
    <header className="run-header">
      <div>
        <p className="run-place">
          <Inert text={place} />
        </p>
        <h1>
          <Inert text={title} />
        </h1>
        <p className="run-facts">
          <StatePill state={analysis.state} />
          {figures?.branch ? (
            <span>
              branch <Inert text={figures.branch} />
            </span>
          ) : null}
          {figures?.head ? (
            <span>
              at <code title={figures.head}>{figures.head.slice(0, 10)}</code>
            </span>
          ) : null}
          {span ? (
            <span>
              {dayOf(span[0])} – {dayOf(span[1])}
            </span>
          ) : null}
          {figures?.truncated ? <span className="tag">{capName(analysis)} only</span> : null}
          {figures?.shallow ? <span className="tag">Shallow clone: figures are at least</span> : null}
        </p>
      </div>
      <RunActions analysis={analysis} onAnswer={onAnswer} />
    </header>
  );
}
