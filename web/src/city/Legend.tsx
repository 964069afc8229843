import { MEASURES, type Colouring, type Measure } from "../app/view";
import { OTHER_TONE, UNKNOWN_TONE, type Frame } from "../history/frame";
import { isMeasure } from "../history/measures";
import type { Opened } from "../history/protocol";
import { compact, count } from "../format/quantity";
import { Inert } from "../ui/Inert";
import { amount, MEASURE_WORDS } from "./measure";
import { colourOf } from "./palette";
import type { Palette } from "./picture";

/** Shares of the scale that are written: by square root, so that these are even steps. */
const STEPS = [0, 0.0625, 0.25, 0.5625, 1] as const;

export interface LegendProps {
  readonly colouring: Colouring;
  readonly height: Measure | undefined;
  readonly frame: Frame;
  readonly opened: Opened;
  readonly palette: Palette;
}

/** What lengths and colours tell, with the scales they are drawn to. */
export function Legend({ colouring, height, frame, opened, palette }: LegendProps) {
  return (
    <div className="city-legend">
      {isMeasure(colouring) ? <Scale measure={colouring} end={opened.most[colouring]} palette={palette} /> : <Languages frame={frame} opened={opened} palette={palette} />}
      <p className="note">
        Area: lines. {height ? `Height: ${MEASURE_WORDS[height].name.toLowerCase()}, by square root up to ${amount(height, Math.round(opened.most[height]))}, the most in all history. ` : ""}
        Every path that ever stood keeps its lot, so nothing moves.
      </p>
    </div>
  );
}

function Languages({ frame, opened, palette }: { readonly frame: Frame; readonly opened: Opened; readonly palette: Palette }) {
  const entries = [
    ...opened.languages.map((name, rank) => ({ name, tone: rank + 1 })),
    { name: "Other languages", tone: OTHER_TONE },
    { name: "No language", tone: UNKNOWN_TONE },
  ].filter(({ tone }) => (frame.languages[tone] ?? 0) > 0);
  return (
    <ul className="city-languages" aria-label="Colours: files by language">
      {entries.map(({ name, tone }) => (
        <li key={tone}>
          <i className="city-swatch" style={{ background: colourOf(palette, tone) }} />
          <Inert text={name} /> <span className="city-count">{count(frame.languages[tone] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

function Scale({ measure, end, palette }: { readonly measure: Measure; readonly end: number; readonly palette: Palette }) {
  const tones = Array.from({ length: 32 }, (_, step) => 1 + Math.round((254 * step) / 31));
  return (
    <div className="city-scale" role="img" aria-label={`Colour: ${MEASURE_WORDS[measure].name}, from nothing to ${amount(measure, Math.round(end))}`}>
      <p className="city-scale-name">
        {MEASURE_WORDS[measure].name} <span className="note">{MEASURE_WORDS[measure].meaning}</span>
      </p>
      <div className="city-ramp">
        {tones.map((tone) => (
          <i key={tone} style={{ background: colourOf(palette, tone) }} />
        ))}
      </div>
      <div className="city-ticks">
        {STEPS.map((share) => (
          <span key={share}>{measure === "age" || measure === "quiet" ? `${((share * end) / 365.25).toFixed(1)} y` : compact(Math.round(share * end))}</span>
        ))}
      </div>
    </div>
  );
}

/** Whether a text names a measure: of a select's value. */
export function measureOf(value: string): Measure | undefined {
  return MEASURES.find((measure) => measure === value);
}
