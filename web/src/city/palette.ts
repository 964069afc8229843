import { scaleLinear } from "d3-scale";
import { isMeasure } from "../history/measures";
import type { Colouring } from "../app/view";
import type { CityColours } from "./CityPicture";
import type { Palette } from "./picture";

/**
 * Languages by rank: Okabe and Ito's eight (2008), told apart by people with any kind of colour vision; each theme has
 * them at its own lightness.
 */
const CATEGORIES = {
  dark: ["#56b4e9", "#e69f00", "#2fb18a", "#f0e442", "#d98cb8", "#e0764a", "#7f9cf5", "#b6c5c4"],
  light: ["#2a7fb8", "#c98600", "#1d8a68", "#b7a812", "#b0578a", "#bf5420", "#4a5fb5", "#5d6b6c"],
} as const;
/** From little to much: lightness alone tells the order (after Smith and van der Walt's inferno, cut where it would vanish on the ground). */
const SEQUENCE = {
  dark: ["#2c3f66", "#5b4a8c", "#9d4a86", "#dc5c62", "#f59a4b", "#f8e08e"],
  light: ["#f0d9a0", "#eda35a", "#d7685c", "#a34a7c", "#64427f", "#2b2f5c"],
} as const;
const UNKNOWN = { dark: "#52636a", light: "#bcb6a7" } as const;
const OTHER = { dark: "#7d8f94", light: "#8d9492" } as const;

export type Theme = keyof typeof UNKNOWN;

/** What is around the buildings. `sky` is the page's --paper: the city stands on the page, in no frame. */
export const CITY_COLOURS: Readonly<Record<Theme, CityColours>> = {
  dark: { sky: "#0e171b", ground: "#16242a", street: "#2c424a", mark: "#ffffff" },
  light: { sky: "#f5f2ea", ground: "#e6dfcf", street: "#cfc6b1", mark: "#111111" },
};

/** The colours of a colouring's tones. */
export function paletteOf(colouring: Colouring, theme: Theme): Palette {
  const palette = new Uint8Array(3 * 256);
  const put = (tone: number, colour: string): void => {
    palette.set(channels(colour), 3 * tone);
  };
  put(0, UNKNOWN[theme]);
  if (isMeasure(colouring)) {
    const stops = SEQUENCE[theme].map((_, at, all) => 1 + (254 * at) / (all.length - 1));
    const colourAt = scaleLinear(stops, SEQUENCE[theme]);
    for (let tone = 1; tone < 256; tone += 1) put(tone, colourAt(tone));
  } else {
    CATEGORIES[theme].forEach((colour, rank) => put(rank + 1, colour));
    for (let tone = CATEGORIES[theme].length + 1; tone < 256; tone += 1) put(tone, OTHER[theme]);
  }
  return palette;
}

/** One tone as CSS has it. */
export function colourOf(palette: Palette, tone: number): string {
  return `rgb(${palette[3 * tone]}, ${palette[3 * tone + 1]}, ${palette[3 * tone + 2]})`;
}

/** `#56b4e9` and `rgb(86, 180, 233)`, which scales make of it. */
function channels(colour: string): number[] {
  const digits = colour.startsWith("#") ? colour.slice(1).match(/../g)?.map((two) => Number.parseInt(two, 16)) : colour.match(/\d+/g)?.map(Number);
  return digits?.slice(0, 3) ?? [];
}
