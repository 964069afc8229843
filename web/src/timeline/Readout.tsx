import type { View } from "../app/view";
import { count } from "../format/quantity";
import { bucketName } from "./bucket";
import { barAt, totals } from "./reading";
import type { TimelinePicture } from "./useTimeline";

export interface ReadoutProps {
  readonly picture: TimelinePicture;
  /** Beginning of the bucket that is pointed at. Absent: none. */
  readonly ms: number | undefined;
  readonly hidden: NonNullable<View["hide"]>;
  readonly onToggle: (track: "lines" | "people") => void;
}

/** The legend, which reads out the bucket that is pointed at, or the whole span. */
export function Readout({ picture, ms, hidden, onToggle }: ReadoutProps) {
  const bar = ms === undefined ? totals(picture.bars) : barAt(picture.bars, ms);
  const linesHidden = hidden.includes("lines");
  const peopleHidden = hidden.includes("people");
  return (
    <div className="readout">
      <p className="readout-when">{ms === undefined ? "Whole span" : bucketName(picture.grain, ms)}</p>
      <dl>
        <Entry name="Commits" tone="commits" value={count(bar.commits)} />
        <Entry name="Added" tone="plus" value={`+${count(bar.insertions)}`} faded={linesHidden} />
        <Entry name="Removed" tone="minus" value={`−${count(bar.deletions)}`} faded={linesHidden} />
        <Entry name={ms === undefined ? "People, at most" : "People"} tone="people" value={bar.people === 0 && bar.commits > 0 ? "–" : count(bar.people)} faded={peopleHidden} />
      </dl>
      <p className="readout-tracks">
        <label>
          <input type="checkbox" checked={!linesHidden} onChange={() => onToggle("lines")} /> Show lines
        </label>
        <label>
          <input type="checkbox" checked={!peopleHidden} onChange={() => onToggle("people")} /> People
        </label>
      </p>
    </div>
  );
}

function Entry({ name, tone, value, faded = false }: { readonly name: string; readonly tone: string; readonly value: string; readonly faded?: boolean }) {
  return (
    <div className={faded ? `readout-entry tone-${tone} readout-faded` : `readout-entry tone-${tone}`}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
