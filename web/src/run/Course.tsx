import { duration } from "../format/duration";
import { Copyable } from "../ui/Copyable";
import { Section } from "../ui/Section";
import { useNow } from "../ui/useNow";
import type { Picture } from "./picture";
import { progressLine } from "./progress";
import { rail, stopName } from "./rail";
import { isFinal, stageName } from "./words";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";

/** The five stages and how far the one that runs is. */
export function Course({ picture }: { readonly picture: Picture }) {
  const { analysis, stagesToldAt } = picture;
  const live = !isFinal(analysis.state);
  const now = useNow(250, live); // seconds tick between the server's messages
  const stops = rail(analysis, now - stagesToldAt);
  return (
    <Section title="Course" margin={<p className="note">{wholeTime(analysis)}</p>}>
      <ol className="rail">
        {stops.map((stop) => (
          <li key={stop.stage} className={`rail-stop rail-${stop.status}`} aria-current={stop.status === "running" ? "step" : undefined}>
            <span className="rail-name">{stageName(stop.stage)}</span>
            <span className="rail-seconds">
              {stop.seconds === undefined ? <span className="rail-dash">–</span> : duration(stop.seconds)}
              <span className="unseen"> {stopName(stop, analysis)}</span>
            </span>
          </li>
        ))}
        <Arrival analysis={analysis} />
      </ol>
      {live ? <ProgressBar analysis={analysis} /> : null}
    </Section>
  );
}

/** The end of the course: what the run came to. */
function Arrival({ analysis }: { readonly analysis: Analysis }) {
  const { resultHash } = analysis;
  return (
    <li className={resultHash === "" ? "rail-arrival" : "rail-arrival rail-arrived"}>
      <span className="rail-name">Result</span>
      <span className="rail-seconds">
        {resultHash === "" ? <span className="rail-dash">–</span> : <Copyable value={resultHash} shown={resultHash.slice(0, 8)} label="the result's hash" />}
      </span>
    </li>
  );
}

function ProgressBar({ analysis }: { readonly analysis: Analysis }) {
  const { doing, fraction, facts } = progressLine(analysis);
  const known = fraction !== undefined;
  return (
    <div className="progress">
      <div
        className={known ? "progress-bar" : "progress-bar progress-unknown"}
        role="progressbar"
        aria-label={doing}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={known ? Math.floor(fraction * 100) : undefined}
        aria-valuetext={known ? facts.join(", ") : doing}
      >
        <div className="progress-fill" style={{ transform: `scaleX(${known ? fraction : 1})` }} />
      </div>
      <p className="progress-line">
        <span className="progress-doing" aria-live="polite">
          {doing}
        </span>
        {facts.map((fact) => (
          <span key={fact.replace(/[\d.,]+/g, "")} className="progress-fact">
            {fact}
          </span>
        ))}
      </p>
    </div>
  );
}

function wholeTime(analysis: Analysis): string {
  const { startTime, endTime } = analysis;
  if (!startTime) return "not begun yet";
  if (!endTime) return "under way";
  return `${duration((timestampMs(endTime) - timestampMs(startTime)) / 1000)} in all`;
}
