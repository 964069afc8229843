import { useMemo, type KeyboardEvent, type PointerEvent } from "react";
import type { View } from "../app/view";
import { compact } from "../format/quantity";
import { useWidth } from "../ui/useWidth";
import { bands } from "./axis";
import { nextOf } from "./bucket";
import { hasLines, hasPeople, plot, type Tick, type Track } from "./plot";
import { barAt, bucketUnder, indexAtOrAfter, keyTarget, spoken } from "./reading";
import type { TimelinePicture } from "./useTimeline";

export interface ChartProps {
  readonly picture: TimelinePicture;
  readonly hidden: NonNullable<View["hide"]>;
  /** Beginning of the bucket that is pointed at. */
  readonly ms: number | undefined;
  readonly onPoint: (ms: number | undefined) => void;
}

/** px: room for tick labels at the left, and for half a stroke at the right. */
const LEFT = 44;
const RIGHT = 2;
const GAP = 34;
const HEIGHTS = { commits: 168, lines: 132, people: 52 } as const;
const BORDER = 7;
const LABELS = 22;

/** The drawing: tracks over one time axis, a cursor through all of them. */
export function Chart({ picture, hidden, ms, onPoint }: ChartProps) {
  const [frame, outer] = useWidth<HTMLDivElement>();
  const { bars, grain } = picture;
  const width = Math.max(outer - LEFT - RIGHT, 0);
  const tracks = useMemo(() => layOut(hidden), [hidden]);
  const drawn = useMemo(
    () => plot({ bars, grain, width, commitTrack: tracks.commits, lineTrack: tracks.lines, peopleTrack: tracks.people }),
    [bars, grain, width, tracks],
  );
  const border = useMemo(() => {
    const [from = 0, to = 0] = drawn.x.domain().map(Number);
    return bands(from, to, width);
  }, [drawn, width]);

  const point = (event: PointerEvent<HTMLElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
    onPoint(bucketUnder(bars, grain, drawn.x.invert(x).getTime()));
  };
  const press = (event: KeyboardEvent): void => {
    const target = event.key === "Escape" ? undefined : keyTarget(bars, ms, event.key);
    if (target === undefined && event.key !== "Escape") return;
    event.preventDefault();
    onPoint(target);
  };
  const here = ms === undefined ? undefined : barAt(bars, ms);

  return (
    <div
      className="chart"
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label="Timeline, read bar by bar with the arrow keys"
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={bars.length}
      aria-valuenow={ms === undefined ? bars.length : Math.min(indexAtOrAfter(bars, ms) + 1, bars.length)}
      aria-valuetext={here ? spoken(here, grain) : "nothing is pointed at"}
      onKeyDown={press}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={() => onPoint(undefined)}
      onBlur={() => onPoint(undefined)}
    >
      {width === 0 ? null : (
        <svg width={outer} height={tracks.bottom + BORDER + LABELS} aria-hidden="true">
          <g transform={`translate(${LEFT},0)`}>
            <Name track={tracks.commits} text="Commits" />
            {hidden.includes("lines") ? null : <Name track={tracks.lines} text={bars.some(hasLines) || picture.complete ? "Lines added and removed, square-root scale" : "Lines added and removed: not read yet"} />}
            {hidden.includes("people") ? null : <Name track={tracks.people} text={bars.some(hasPeople) || picture.complete ? "People" : "People: not known yet"} />}
            <Ticks ticks={drawn.commitTicks} width={width} />
            {hidden.includes("lines") ? null : <Ticks ticks={drawn.lineTicks} width={width} />}
            {hidden.includes("people") ? null : <Ticks ticks={drawn.peopleTicks} width={width} />}
            {ms === undefined ? null : <Cursor from={drawn.x(ms)} to={drawn.x(nextOf(grain, ms))} height={tracks.bottom} />}
            <path className="bars-commits" d={drawn.commits} />
            {hidden.includes("lines") ? null : (
              <>
                <path className="bars-plus" d={drawn.insertions} />
                <path className="bars-minus" d={drawn.deletions} />
              </>
            )}
            {hidden.includes("people") ? null : <path className="area-people" d={drawn.people} />}
            <g transform={`translate(0,${tracks.bottom})`}>
              {border.map((band) => (
                <g key={band.fromMs} transform={`translate(${drawn.x(band.fromMs)},0)`}>
                  <rect className={band.dark ? "border-dark" : "border-light"} width={Math.max(0, drawn.x(band.toMs) - drawn.x(band.fromMs))} height={BORDER} />
                  <text y={BORDER + 15}>{band.label}</text>
                </g>
              ))}
              <rect className="border-frame" width={width} height={BORDER} />
            </g>
          </g>
        </svg>
      )}
    </div>
  );
}

function Ticks({ ticks, width }: { readonly ticks: readonly Tick[]; readonly width: number }) {
  return ticks.map((tick) => (
    <g key={tick.value} className={tick.value === 0 ? "tick tick-zero" : "tick"} transform={`translate(0,${Math.round(tick.y) + 0.5})`}>
      <line x2={width} />
      <text x={-8} dy="0.32em">
        {compact(Math.abs(tick.value))}
      </text>
    </g>
  ));
}

function Name({ track, text }: { readonly track: Track; readonly text: string }) {
  return (
    <text className="track-name" x={-LEFT} y={track.top - 12}>
      {text}
    </text>
  );
}

function Cursor({ from, to, height }: { readonly from: number; readonly to: number; readonly height: number }) {
  // A day among years is thinner than a hair: at least three pixels.
  const width = Math.max(3, to - from);
  return <rect className="cursor" x={(from + to - width) / 2} width={width} height={height} />;
}

/** Where the tracks are; what is hidden leaves no gap. */
function layOut(hidden: ChartProps["hidden"]): { commits: Track; lines: Track; people: Track; bottom: number } {
  const commits = { top: 24, height: HEIGHTS.commits };
  let bottom = commits.top + commits.height + GAP;
  const lines = { top: bottom, height: HEIGHTS.lines };
  if (!hidden.includes("lines")) bottom += lines.height + GAP;
  const people = { top: bottom, height: HEIGHTS.people };
  if (!hidden.includes("people")) bottom += people.height + GAP;
  return { commits, lines, people, bottom: bottom - GAP + 10 };
}
