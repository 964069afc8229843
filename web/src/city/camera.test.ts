import { expect, it } from "vitest";
import { viewOf } from "../app/view";
import type { Ground } from "../history/lots";
import { OVERVIEW, placeOf, written } from "./camera";
import { apart } from "./Labels";
import { largestFirst } from "./names";
import { paletteOf, colourOf } from "./palette";

it("comes back from a link to where it was", () => {
  const place = { turn: -123.4, tilt: 12.3, distance: 0.5, x: -0.25, y: 0.125 };
  const { camera } = viewOf({ camera: written(place) });
  expect(placeOf(camera)).toEqual(place);
  expect(placeOf(viewOf({ camera: written(OVERVIEW) }).camera)).toEqual(OVERVIEW);
  expect(placeOf("1,2")).toBeUndefined();
});

it("has a colour for every tone, and grey for what is not known", () => {
  for (const theme of ["dark", "light"] as const) {
    const palette = paletteOf("age", theme);
    expect(colourOf(palette, 1)).not.toBe(colourOf(palette, 255));
    expect(colourOf(paletteOf("language", theme), 0)).toBe(colourOf(palette, 0));
  }
  expect(colourOf(paletteOf("age", "dark"), 1)).toBe("rgb(44, 63, 102)"); // #2c3f66, the beginning of the sequence
});

function ground(path: string, side: number): Ground {
  return { path, depth: 1, x: 0, y: 0, width: side, depthways: side, from: 0, to: 1 };
}

it("writes no name over that of a larger folder, nor of one where nothing stands", () => {
  const grounds = [ground("small", 1), ground("large", 9), ground("gone", 99)];
  const labels = largestFirst(grounds).map(({ path, number }) => ({ path, ground: number, x: 10, y: 10 }));
  expect(apart(labels, Uint32Array.of(1, 1, 0)).map(({ path }) => path)).toEqual(["large"]);
});
