import type { Colouring, Measure } from "../app/view";
import type { Files } from "./files";
import type { Lots } from "./lots";
import { isMeasure, most, reader } from "./measures";
import { STANDING, type HistoryTable } from "./table";

/** Languages that have a colour of their own; the others share one. */
export const NAMED_LANGUAGES = 8;
/** Tones: 0 is not known; of languages 1 … 8 by rank, then the others; of measures 1 … 255 from little to much. */
export const UNKNOWN_TONE = 0;
export const OTHER_TONE = NAMED_LANGUAGES + 1;

/** What stands at a position, lot by lot. */
export interface Frame {
  readonly position: number;
  readonly height: Measure;
  readonly colour: Colouring;
  /** Of each path: share of its lot's side that is built on; 0: it does not stand. */
  readonly sizes: Float32Array;
  /** 0 to 1: the square root of the measure's share of the most it ever came to. */
  readonly heights: Float32Array;
  readonly tones: Uint8Array;
  /** Of each folder of the lots: files that stand below it. */
  readonly standing: Uint32Array;
  readonly files: number;
  readonly lines: number;
  /** Of each tone of a language: files. */
  readonly languages: readonly number[];
}

/** What frames are drawn from, made once. */
export interface Scales {
  /** Of each language of the table: its tone. */
  readonly languageTones: Uint8Array;
  /** The languages of the tones 1 … 8. */
  readonly named: readonly string[];
  readonly most: Readonly<Record<Measure, number>>;
}

/** Ranks languages by their lines in the newest tree, and finds where scales end. */
export function scalesOf(table: HistoryTable, files: Files): Scales {
  const lines = new Float64Array(table.languageNames.length);
  for (let version = 0; version < table.versions; version += 1) {
    if (table.died[version] === STANDING) lines[table.languages[table.path[version]!]!]! += Math.max(0, table.lines[version]!);
  }
  const ranked = Array.from(lines.keys())
    .filter((language) => table.languageNames[language] !== "" && lines[language]! > 0)
    .toSorted((a, b) => lines[b]! - lines[a]! || (table.languageNames[a]! < table.languageNames[b]! ? -1 : 1))
    .slice(0, NAMED_LANGUAGES);
  const languageTones = new Uint8Array(table.languageNames.length).fill(OTHER_TONE);
  table.languageNames.forEach((name, language) => {
    if (name === "") languageTones[language] = UNKNOWN_TONE;
  });
  ranked.forEach((language, rank) => (languageTones[language] = rank + 1));
  const of = (measure: Measure): number => most(table, files, measure);
  return {
    languageTones,
    named: ranked.map((language) => table.languageNames[language]!),
    most: { lines: of("lines"), complexity: of("complexity"), changes: of("changes"), age: of("age"), quiet: of("quiet") },
  };
}

/** The frame at a position. */
export function frameAt(
  table: HistoryTable,
  files: Files,
  lots: Lots,
  scales: Scales,
  { position, height, colour }: { readonly position: number; readonly height: Measure; readonly colour: Colouring },
): Frame {
  const paths = table.paths.length;
  const sizes = new Float32Array(paths);
  const heights = new Float32Array(paths);
  const tones = new Uint8Array(paths);
  const languages = Array.from({ length: OTHER_TONE + 1 }, () => 0);
  const heightOf = reader(table, files, height, position);
  const colourOf = isMeasure(colour) ? reader(table, files, colour, position) : undefined;
  let standing = 0;
  let lines = 0;
  for (let version = 0; version < table.versions; version += 1) {
    if (table.born[version]! > position) continue;
    const died = table.died[version]!;
    if (died <= position && died !== STANDING) continue;
    const path = table.path[version]!;
    const own = Math.max(0, table.lines[version]!);
    const tone = scales.languageTones[table.languages[path]!]!;
    standing += 1;
    lines += own;
    languages[tone]! += 1;
    sizes[path] = Math.sqrt(Math.max(own, 1) / lots.lines[path]!);
    heights[path] = level(heightOf(version), scales.most[height]);
    if (!colourOf || !isMeasure(colour)) tones[path] = tone;
    else {
      const value = colourOf(version);
      tones[path] = value < 0 ? UNKNOWN_TONE : 1 + Math.round(254 * level(value, scales.most[colour]));
    }
  }
  return { position, height, colour, sizes, heights, tones, standing: below(lots, sizes), files: standing, lines, languages };
}

/** Files that stand in each folder: sums over ranges of paths. */
function below({ grounds }: Lots, sizes: Float32Array): Uint32Array {
  const until = new Uint32Array(sizes.length + 1);
  sizes.forEach((size, path) => (until[path + 1] = until[path]! + (size > 0 ? 1 : 0)));
  return Uint32Array.from(grounds, ({ from, to }) => until[to]! - until[from]!);
}

/** Where a value stands on a measure's scale, 0 to 1: by square root, as a few files have most of everything. */
export function level(value: number, end: number): number {
  return value <= 0 ? 0 : Math.sqrt(Math.min(1, value / end));
}
