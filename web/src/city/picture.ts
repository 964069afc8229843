import type { Frame } from "../history/frame";

/** Colours of the 256 tones, three bytes each. */
export type Palette = Uint8Array<ArrayBuffer>;

/** One way to draw frames: the city, or the treemap. */
export interface TreePicture {
  /** Goes over to a frame; at once, or within a moment where motion is welcome. */
  show(frame: Frame): void;
  paint(palette: Palette): void;
  /** Marks a lot; -1: none. */
  mark(lot: number): void;
  /** The lot at a place of the canvas, CSS px; -1: none that stands. */
  pick(x: number, y: number): number;
  dispose(): void;
}

/** A folder's name and where it goes, CSS px from the canvas' corner. */
export interface PlacedLabel {
  readonly path: string;
  /** Its number among the lots' folders. */
  readonly ground: number;
  readonly x: number;
  readonly y: number;
}
