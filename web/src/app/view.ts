/** What a person chose to see of an analysis. It is in the address, so that any view is a link. */
export interface View {
  /** A mainline commit, 4 to 64 hex digits: the moment that is looked at. Absent: the newest. */
  readonly at?: string | undefined;
  /** A folder or file, as paths are shown. Absent: everything. */
  readonly path?: string | undefined;
  /** Number of a person. */
  readonly person?: number | undefined;
  /** What a block's height tells. Absent: lines. */
  readonly height?: Measure | undefined;
  /** What a block's colour tells. Absent: language. */
  readonly colour?: Colouring | undefined;
  /** How the tree is shown. Absent: city. */
  readonly as?: "treemap" | "table" | undefined;
  /** Where the camera stands: turn and tilt in degrees, distance in shares of the city's side, and what it looks at. */
  readonly camera?: string | undefined;
  /** Width of the timeline's buckets. Absent: as fits the span. */
  readonly grain?: "day" | "week" | "month" | undefined;
  /** Order of the largest files. Absent: by lines. */
  readonly files?: "bytes" | undefined;
  /** Tracks that are hidden: any of `lines`, `people`. */
  readonly hide?: readonly ("lines" | "people")[] | undefined;
}

/** Measures of a file at a moment that a length can tell. */
export const MEASURES = ["lines", "complexity", "changes", "age", "quiet"] as const;
export type Measure = (typeof MEASURES)[number];
/** And what a colour can tell beside them. */
export const COLOURINGS = ["language", ...MEASURES] as const;
export type Colouring = (typeof COLOURINGS)[number];

/** Bytes of a path at most, as the services take it. */
const LONGEST_PATH = 16_384;
const CAMERA = /^-?\d{1,4}(\.\d)?(,-?\d{1,4}(\.\d{1,3})?){2}(,-?\d(\.\d{1,3})?){2}$/;

/** Reads the address's search part; what it does not know it leaves out. */
export function viewOf(search: Record<string, unknown>): View {
  const { at, path, person, height, colour, as, camera, grain, files, hide } = search;
  const hidden = Array.isArray(hide) ? (["lines", "people"] as const).filter((track) => hide.includes(track)) : [];
  const commit = typeof at === "number" ? String(at) : at; // `1234567` reads as a number
  return {
    ...(typeof commit === "string" && /^[0-9a-f]{4,64}$/.test(commit) ? { at: commit } : {}),
    ...(typeof path === "string" && path !== "" && path.length <= LONGEST_PATH ? { path } : {}),
    ...(typeof person === "number" && Number.isSafeInteger(person) && person >= 0 ? { person } : {}),
    ...(isOneOf(MEASURES, height) && height !== "lines" ? { height } : {}),
    ...(isOneOf(COLOURINGS, colour) && colour !== "language" ? { colour } : {}),
    ...(as === "treemap" || as === "table" ? { as } : {}),
    ...(typeof camera === "string" && CAMERA.test(camera) ? { camera } : {}),
    ...(grain === "day" || grain === "week" || grain === "month" ? { grain } : {}),
    ...(files === "bytes" ? { files } : {}),
    ...(hidden.length > 0 ? { hide: hidden } : {}),
  };
}

function isOneOf<Value extends string>(values: readonly Value[], found: unknown): found is Value {
  return values.some((value) => value === found);
}
