import type { Analysis, Figures as FiguresMessage } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { bytes, count } from "../format/quantity";
import { Section } from "../ui/Section";
import { capName } from "./cap";
import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";

interface Figure {
  readonly name: string;
  readonly value: (figures: FiguresMessage) => string;
  readonly meaning: string;
  /** What it reads before anything was counted. Unless the run succeeded, that is "not known". */
  readonly none?: string;
  /** Colour of the value, as in the timeline. */
  readonly tone?: "plus" | "minus";
}

const FIGURES: readonly Figure[] = [
  { name: "Commits", value: (f) => count(f.commits), meaning: "All that HEAD reaches, merges too" },
  { name: "People", value: (f) => count(f.people), meaning: "Who authored a commit; the same e-mail is one person" },
  { name: "Changes", value: (f) => count(f.changes), meaning: "File changes of non-merge commits, renames followed" },
  { name: "Lines added", value: (f) => count(f.insertions), meaning: "By non-merge commits, as git log --numstat -M counts", tone: "plus" },
  { name: "Lines removed", value: (f) => count(f.deletions), meaning: "By non-merge commits, as git log --numstat -M counts", tone: "minus" },
  { name: "Files", value: (f) => count(f.files), meaning: "Entries of the newest tree" },
  { name: "Lines", value: (f) => count(f.lines), meaning: "Of the newest tree's text files" },
  { name: "Size", value: (f) => bytes(f.bytes), meaning: "Of the newest tree's files", none: "0 bytes" },
];

/** Headline figures, as they grow. */
export function Figures({ analysis }: { readonly analysis: Analysis }) {
  const { figures, state } = analysis;
  const atLeast = figures?.shallow === true || figures?.truncated === true;
  return (
    <Section title="Figures" margin={<p className="note">{noteOf(analysis)}</p>}>
      <dl className="figures">
        {FIGURES.map(({ name, value, meaning, tone, none = "0" }) => (
          <div key={name} className={tone ? `figure figure-${tone}` : "figure"} title={meaning}>
            <dt>{name}</dt>
            <dd>
              {atLeast ? <span className="figure-least">≥ </span> : null}
              {figures && (state === State.SUCCEEDED || value(figures) !== none) ? value(figures) : "–"}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function noteOf(analysis: Analysis): string {
  const { figures, state } = analysis;
  if (figures?.truncated) return `${capName(analysis)}: of the whole history the figures are at least these`;
  if (figures?.shallow) return "at least: part of the history is not in the source";
  return state === State.SUCCEEDED ? "exact, none is estimated" : "read so far";
}
