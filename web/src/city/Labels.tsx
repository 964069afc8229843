import { inertText } from "../format/inert";
import type { Ground } from "../history/lots";
import type { PlacedLabel } from "./picture";

/** px that a letter of a name is wide, at the mean, and a line high with its air. */
const LETTER = 7.2;
const LINE = 20;
/** More names than that are noise. */
const MOST = 28;

export interface LabelsProps {
  readonly labels: readonly PlacedLabel[];
  readonly grounds: readonly Ground[];
  /** Files that stand in each folder. */
  readonly standing: Uint32Array;
  readonly onFolder: (ground: Ground) => void;
}

/** Names of folders where they stand: the largest first, and none over another. */
export function Labels({ labels, grounds, standing, onFolder }: LabelsProps) {
  return (
    <div className="city-labels">
      {apart(labels, standing).map(({ path, ground, x, y }) => (
        <button key={path} type="button" tabIndex={-1} style={{ transform: `translate(-50%, -50%) translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)` }} onClick={() => grounds[ground] && onFolder(grounds[ground])}>
          {nameOf(path)}
        </button>
      ))}
    </div>
  );
}

/** Those that do not lie over one that comes before, which is a larger folder's. */
export function apart(labels: readonly PlacedLabel[], standing: Uint32Array): PlacedLabel[] {
  const kept: PlacedLabel[] = [];
  for (const label of labels) {
    if (standing[label.ground] === 0) continue;
    const half = (nameOf(label.path).length * LETTER) / 2 + 4;
    const free = kept.every((other) => Math.abs(other.y - label.y) >= LINE || Math.abs(other.x - label.x) >= half + (nameOf(other.path).length * LETTER) / 2 + 4);
    if (free) kept.push(label);
    if (kept.length === MOST) break;
  }
  return kept;
}

/** The last part of the path, made inert and not too long. */
function nameOf(path: string): string {
  const name = inertText(path.slice(path.lastIndexOf("/") + 1));
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}
