import { useMemo, useState, type KeyboardEvent } from "react";
import { ActivityService } from "../gen/codevoyage/analysis/v1/activity_service_pb";
import { commitOf, newest, positionAt, timeOf } from "../history/moment";
import type { Mainline } from "../history/protocol";
import { inertText } from "../format/inert";
import { useClient } from "../rpc/clients";
import { useWidth } from "../ui/useWidth";
import { useAnswer } from "../workspace/useAnswer";
import { curve, eraMarks, releaseMarks, ticks } from "./activity";
import { stepped, type Step } from "./stepping";
import { SPEEDS, usePlaying, type Speed } from "./usePlaying";
import "./time.css";

export interface TimeBarProps {
  readonly mainline: Mainline;
  readonly position: number;
  /** With each step while it is dragged or played. */
  readonly onPosition: (position: number) => void;
}

const KEYS: Readonly<Record<string, readonly [Step, boolean]>> = {
  ArrowLeft: ["commit", false],
  ArrowDown: ["commit", false],
  ArrowRight: ["commit", true],
  ArrowUp: ["commit", true],
  PageDown: ["release", false],
  PageUp: ["release", true],
};
const STEP_NAMES: readonly (readonly [Step, string])[] = [
  ["commit", "Commit"],
  ["day", "Day"],
  ["release", "Release"],
];
/** px: half of the thumb; the curve is that much narrower than the slider, so that the thumb's middle is on the moment. */
const INSET = 9;

/** The whole history as a slider: activity under it, eras and releases on it, play, and steps by commit, day and release. */
export function TimeBar({ mainline, position, onPosition }: TimeBarProps) {
  const activities = useClient(ActivityService);
  const { value: activity } = useAnswer(["activity"], (name, signal) => activities.getActivity({ name }, { signal }));
  const [frame, width] = useWidth<HTMLDivElement>();
  const [speed, setSpeed] = useState<Speed>(30);
  const { playing, toggle, stop } = usePlaying(mainline, position, speed, onPosition);

  const last = newest(mainline);
  const span = useMemo(() => [mainline.times.find((time) => time > 0) ?? 0, mainline.times.at(-1) ?? 0] as const, [mainline]);
  const drawn = useMemo(
    () => ({
      curve: activity?.buckets ? curve(activity.buckets, span) : "",
      eras: eraMarks(activity?.eras ?? [], span),
      releases: releaseMarks(activity?.releases ?? [], span),
    }),
    [activity, span],
  );
  const releasesAt = useMemo(() => drawn.releases.map((release) => release.position), [drawn]);
  const go = (step: Step, forward: boolean): void => {
    stop();
    onPosition(stepped(mainline, position, step, forward, releasesAt));
  };
  const press = (event: KeyboardEvent): void => {
    const [step, forward] = KEYS[event.key] ?? [];
    if (step === undefined || forward === undefined) return;
    event.preventDefault();
    go(event.shiftKey && step === "commit" ? "day" : step, forward);
  };
  const time = timeOf(mainline, position);
  const release = drawn.releases.findLast((one) => one.position <= position);
  const era = drawn.eras.findLast(({ at }) => at <= (time - span[0]) / Math.max(1, span[1] - span[0]))?.label ?? activity?.eras[0]?.label;

  return (
    <section className="time" aria-label="Time">
      <div className="time-head">
        <button type="button" className="button time-play" onClick={toggle} aria-pressed={playing}>
          {playing ? "Pause" : "Play"}
        </button>
        <p className="time-now">
          <time dateTime={new Date(time * 1000).toISOString()}>{dayAndTime(time)}</time>
          <code title={commitOf(mainline, position)}>{commitOf(mainline, position).slice(0, 10)}</code>
          {release ? <span className="time-release">{inertText(release.label)}</span> : null}
          {era ? <span className="note">{era}</span> : null}
        </p>
        <div className="time-steps">
          {STEP_NAMES.filter(([step]) => step !== "release" || releasesAt.length > 0).map(([step, name]) => (
            <span key={step} className="time-step">
              <button type="button" aria-label={`${name} before`} disabled={position <= mainline.firstPosition} onClick={() => go(step, false)}>
                ‹
              </button>
              {name}
              <button type="button" aria-label={`${name} after`} disabled={position >= last} onClick={() => go(step, true)}>
                ›
              </button>
            </span>
          ))}
          <label className="time-speed">
            <span className="unseen">Speed</span>
            <select value={speed} onChange={(event) => setSpeed(SPEEDS.find((one) => one === Number(event.target.value)) ?? 30)}>
              {SPEEDS.map((one) => (
                <option key={one} value={one}>
                  all in {one} s
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <div className="time-bar" ref={frame}>
        <svg className="time-curve" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
          <path d={drawn.curve} />
          {drawn.releases.map(({ at, label }) => (
            <line key={label} className="time-release-mark" x1={1000 * at} x2={1000 * at} y1={88} y2={100} />
          ))}
          {drawn.eras.map(({ at }) => (
            <line key={at} className="time-era-mark" x1={1000 * at} x2={1000 * at} y1={0} y2={100} />
          ))}
        </svg>
        <input
          type="range"
          aria-label="Moment"
          aria-valuetext={`${dayAndTime(time)}, commit ${commitOf(mainline, position).slice(0, 10)}`}
          min={span[0]}
          max={span[1]}
          step={1}
          value={time}
          onChange={(event) => {
            stop();
            const wanted = Number(event.target.value);
            // A commit may bear the date of its parent: the slider's ends are the first and the newest all the same.
            onPosition(wanted <= span[0] ? mainline.firstPosition : positionAt(mainline, wanted));
          }}
          onKeyDown={press}
        />
        <ol className="time-ticks" aria-hidden="true">
          {ticks(span, Math.max(2, Math.floor((width - 2 * INSET) / 90))).map(({ at, label }) => (
            <li key={at} style={{ left: `${100 * at}%` }}>
              {label}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

function dayAndTime(seconds: number): string {
  return seconds === 0 ? "no date" : `${format.format(seconds * 1000)} UTC`;
}
