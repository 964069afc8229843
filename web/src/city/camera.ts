/** Where a camera stands, as a link says it. */
export interface Place {
  /** Degrees round the city, from the south over the east. */
  readonly turn: number;
  /** Degrees from straight above. */
  readonly tilt: number;
  /** In sides of the ground. */
  readonly distance: number;
  /** What it looks at, in sides of the ground from its middle. */
  readonly x: number;
  readonly y: number;
}

/** The whole city from the south-east: far enough that no corner is cut on a wide screen. */
export const OVERVIEW: Place = { turn: 32, tilt: 50, distance: 1.42, x: 0, y: 0.045 };

/** Reads what `written` wrote; undefined where it is no place. */
export function placeOf(text: string | undefined): Place | undefined {
  if (text === undefined) return undefined;
  const [turn, tilt, distance, x, y] = text.split(",").map(Number);
  const place = { turn, tilt, distance, x, y };
  return Object.values(place).every((value) => value !== undefined && Number.isFinite(value)) ? (place as Place) : undefined;
}

/** As short as a person would not see the difference. */
export function written({ turn, tilt, distance, x, y }: Place): string {
  return [turn.toFixed(1), tilt.toFixed(1), distance.toFixed(2), x.toFixed(3), y.toFixed(3)].map((number) => String(Number(number))).join(",");
}
