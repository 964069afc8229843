import type { Colouring, Measure } from "../app/view";
import { count, counted } from "../format/quantity";

/** What measures are called, and what they are of a file at a moment. */
export const MEASURE_WORDS: Readonly<Record<Colouring, { readonly name: string; readonly meaning: string }>> = {
  language: { name: "Language", meaning: "by the file's name, or its linguist-* attribute" },
  lines: { name: "Lines", meaning: "newline characters, plus one for an unterminated last line" },
  complexity: { name: "Complexity", meaning: "sum of the lines' levels of indentation, as of the nearest key frame" },
  changes: { name: "Changes", meaning: "mainline commits that changed the file until then, renames followed" },
  age: { name: "Age", meaning: "time since the file first stood, under whatever name" },
  quiet: { name: "Quiet", meaning: "time since the file's last change" },
};

/** A value with its unit: `1,204 lines`, `3.4 years`. */
export function amount(measure: Measure, value: number): string {
  if (value < 0) return measure === "lines" ? "no text" : "not known";
  switch (measure) {
    case "lines":
      return counted(value, "line");
    case "changes":
      return counted(value, "change");
    case "complexity":
      return `${count(value)} levels`;
    default:
      return span(value);
  }
}

/** Days as people say them. */
export function span(days: number): string {
  return days >= 365.25 ? `${(days / 365.25).toFixed(1)} years` : counted(Math.floor(days), "day");
}
