/** Numbers as people read them. Counts come as bigint (int64 on the wire) or number. */

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `5531` → `5,531`. Exact: nothing is rounded. */
export function count(value: bigint | number): string {
  return grouped.format(value);
}

/** `count` and its noun: `1 commit`, `2 commits`, `2 people`. */
export function counted(value: bigint | number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Number(value) === 1 ? one : many}`;
}

const COMPACT_STEPS = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** Three digits at most, for axes and bars: `1234` → `1.2k`, `999950` → `1M`. */
export function compact(value: bigint | number): string {
  const number = Number(value);
  const magnitude = Math.abs(number);
  for (const [step, letter] of COMPACT_STEPS) {
    // 0.9995: what rounds up to the next letter is written with it, not as 1000k.
    if (magnitude >= step * 0.9995) return threeDigits(number / step) + letter;
  }
  return threeDigits(number);
}

function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  const digits = magnitude >= 99.95 || Number.isInteger(value) ? 0 : 1;
  return value.toFixed(digits).replace(/\.0$/, "");
}

const BYTE_UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** `1536` → `1.5 kB`; powers of 1,000, as the overview's sentences have them. */
export function bytes(value: bigint | number): string {
  let rest = Number(value);
  let unit = 0;
  while (rest >= 999.95 && unit < BYTE_UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${threeDigits(rest)} ${BYTE_UNITS[unit]}`;
}

/** Share of the whole, rounded down so that only what is done says 100%. */
export function percent(fraction: number): string {
  return `${Math.floor(Math.min(Math.max(fraction, 0), 1) * 100)}%`;
}

/** `1240.4, "commits"` → `1,240 commits/s`; slow work keeps one digit: `0.4 blobs/s`. */
export function rate(perSecond: number, unit: string): string {
  const shown = perSecond >= 10 ? count(Math.round(perSecond)) : perSecond.toFixed(1).replace(/\.0$/, "");
  return `${shown} ${unit}/s`;
}
