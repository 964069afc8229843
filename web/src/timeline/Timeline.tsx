import { timestampMs } from "@bufbuild/protobuf/wkt";
import { useMemo, useState } from "react";
import { Grain, type Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { isFinal } from "../run/words";
import { Choice } from "../ui/Choice";
import { FailureNotice } from "../ui/FailureNotice";
import { Section } from "../ui/Section";
import { useView } from "../workspace/useView";
import { grainFor, type TimelineGrain } from "./bucket";
import { Chart } from "./Chart";
import { Readout } from "./Readout";
import { remarks } from "./remarks";
import { TimelineTable } from "./TimelineTable";
import { useTimeline } from "./useTimeline";

const GRAINS = { day: Grain.DAY, week: Grain.WEEK, month: Grain.MONTH } as const;

/** Activity over time, as it has been read so far. */
export function Timeline({ analysis, revision }: { readonly analysis: Analysis; readonly revision: bigint }) {
  const { view, see } = useView();
  const fitting = useFittingGrain(analysis);
  const grain = view.grain === undefined ? fitting : GRAINS[view.grain];
  const { picture, failure, retry } = useTimeline(analysis, revision, grain);
  const [ms, setMs] = useState<number>();
  const [asTable, setAsTable] = useState(false);
  const hidden = view.hide ?? [];
  const toggle = (track: "lines" | "people"): void => {
    const hide = hidden.includes(track) ? hidden.filter((one) => one !== track) : [...hidden, track];
    see({ hide: hide.length > 0 ? hide : undefined });
  };

  const drawn = picture && picture.bars.length > 0 ? picture : undefined;
  return (
    <Section
      title="Timeline"
      margin={
        <>
          <Choice
            label="Width of a bar"
            value={nameOf(grain)}
            options={[
              { value: "day", name: "Day" },
              { value: "week", name: "Week" },
              { value: "month", name: "Month" },
            ]}
            onChoose={(value) => see({ grain: GRAINS[value] === fitting ? undefined : value })}
          />
          {drawn ? <Readout picture={drawn} ms={ms} hidden={hidden} onToggle={toggle} /> : null}
        </>
      }
    >
      {failure ? <FailureNotice failure={failure} onRetry={retry} /> : null}
      {drawn ? (
        <>
          <Chart picture={drawn} hidden={hidden} ms={ms} onPoint={setMs} />
          <div className="timeline-foot">
            <p className="note">{remarks(drawn, analysis.figures?.oddDates ?? 0n)}</p>
            <button type="button" className="quiet-button" aria-expanded={asTable} onClick={() => setAsTable(!asTable)}>
              {asTable ? "Hide the table" : "As a table"}
            </button>
          </div>
          {asTable ? <TimelineTable picture={drawn} /> : null}
        </>
      ) : (
        <div className="timeline-empty">
          <p className="waiting">{emptiness(isFinal(analysis.state), picture !== undefined)}</p>
        </div>
      )}
    </Section>
  );
}

/** Why there is no bar. */
function emptiness(ended: boolean, answered: boolean): string {
  if (!ended) return "The first commits appear here as they are read.";
  return answered ? "There is no dated commit to draw." : "On its way.";
}

/** The grain for the span that is known by now. */
function useFittingGrain(analysis: Analysis): TimelineGrain {
  const { firstCommitTime: first, lastCommitTime: last } = analysis.figures ?? {};
  const span = first && last ? timestampMs(last) - timestampMs(first) : undefined;
  // Before anything is known: a month, so that the first picture of most repositories is drawn once.
  return useMemo(() => (span === undefined ? Grain.MONTH : grainFor(span)), [span]);
}

function nameOf(grain: TimelineGrain): "day" | "week" | "month" {
  if (grain === Grain.DAY) return "day";
  return grain === Grain.WEEK ? "week" : "month";
}
