/** The border of the chart: alternating bands of calendar time, as sea charts have them. */

export interface Band {
  readonly fromMs: number;
  readonly toMs: number;
  /** `2015`, `Mar`, `12 Mar`. Empty: too narrow for a label. */
  readonly label: string;
  readonly dark: boolean;
}

type Unit = { readonly kind: "year" | "month" | "day"; readonly step: number };

const YEAR_MS = 365.25 * 86_400_000;
const MS: Readonly<Record<Unit["kind"], number>> = { year: YEAR_MS, month: YEAR_MS / 12, day: 86_400_000 };
const UNITS: readonly Unit[] = [
  { kind: "day", step: 1 },
  { kind: "day", step: 7 },
  { kind: "month", step: 1 },
  { kind: "month", step: 3 },
  { kind: "year", step: 1 },
  { kind: "year", step: 2 },
  { kind: "year", step: 5 },
  { kind: "year", step: 10 },
  { kind: "year", step: 20 },
];
const COARSEST: Unit = { kind: "year", step: 50 };
/** Pixels that a label needs: `12 Mar` at 11 px, and air around it. */
const LABEL_PX = 40;
/** More bands than this are a grey stripe. */
const NARROWEST_PX = 9;

/** Bands that cover the domain, clipped to it; the finest unit whose bands can be told apart. */
export function bands(fromMs: number, toMs: number, widthPx: number): Band[] {
  const span = Math.max(toMs - fromMs, 1);
  const px = (unit: Unit): number => (MS[unit.kind] * unit.step * widthPx) / span;
  const unit = UNITS.find((candidate) => px(candidate) >= (candidate.kind === "year" ? NARROWEST_PX : LABEL_PX)) ?? COARSEST;
  const labelled = labelEvery(unit, px(unit));
  const found: Band[] = [];
  for (let from = floorUnit(unit, fromMs); from < toMs; from = nextUnit(unit, from)) {
    const to = nextUnit(unit, from);
    const index = ordinal(unit, from);
    // The first and the last band may be cut too short for their label.
    const room = ((toMs - Math.max(from, fromMs)) * widthPx) / span;
    const shown = index % labelled === 0 && from >= fromMs - (to - from) / 3 && room >= LABEL_PX * 0.8;
    found.push({
      fromMs: Math.max(from, fromMs),
      toMs: Math.min(to, toMs),
      label: shown ? label(unit, from) : "",
      dark: index % 2 === 0,
    });
  }
  return found;
}

/** Every how manieth band has a label: years that are round numbers. */
function labelEvery(unit: Unit, px: number): number {
  if (unit.kind !== "year") return 1;
  const years = [1, 2, 5, 10, 20, 50, 100].find((step) => step % unit.step === 0 && (step / unit.step) * px >= LABEL_PX) ?? 100;
  return years / unit.step;
}

function floorUnit({ kind, step }: Unit, ms: number): number {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (kind === "year") return Date.UTC(Math.floor(year / step) * step, 0);
  if (kind === "month") return Date.UTC(year, Math.floor(date.getUTCMonth() / step) * step);
  const day = Math.floor(ms / 86_400_000);
  // 1970-01-05 was a Monday: weeks begin there.
  return (step === 7 ? Math.floor((day - 4) / 7) * 7 + 4 : day) * 86_400_000;
}

function nextUnit(unit: Unit, ms: number): number {
  const date = new Date(ms);
  if (unit.kind === "year") return Date.UTC(date.getUTCFullYear() + unit.step, 0);
  if (unit.kind === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + unit.step);
  return ms + unit.step * 86_400_000;
}

function ordinal({ kind, step }: Unit, ms: number): number {
  const date = new Date(ms);
  if (kind === "year") return date.getUTCFullYear() / step;
  if (kind === "month") return (date.getUTCFullYear() * 12 + date.getUTCMonth()) / step;
  return Math.floor(ms / 86_400_000 / step);
}

const monthOnly = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

function label({ kind }: Unit, ms: number): string {
  const date = new Date(ms);
  if (kind === "year") return String(date.getUTCFullYear());
  if (kind === "day") return dayAndMonth.format(date);
  return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthOnly.format(date);
}
