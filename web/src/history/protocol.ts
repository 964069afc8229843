import type { Colouring, Measure } from "../app/view";
import type { Frame } from "./frame";
import type { Ground } from "./lots";

/** What is asked of the worker that holds a history. `id` comes back with the answer. */
export type Question =
  | { readonly kind: "open"; readonly id: number; readonly origin: string; readonly name: string }
  | { readonly kind: "frame"; readonly id: number; readonly position: number; readonly height: Measure; readonly colour: Colouring }
  | { readonly kind: "file"; readonly id: number; readonly path: number | string; readonly position: number }
  | { readonly kind: "rows"; readonly id: number; readonly position: number; readonly by: Measure; readonly below: string; readonly count: number };

export type Reply =
  | { readonly kind: "progress"; readonly id: number; readonly come: number; readonly all: number }
  | { readonly kind: "opened"; readonly id: number; readonly opened: Opened }
  | { readonly kind: "frame"; readonly id: number; readonly frame: Frame }
  | { readonly kind: "file"; readonly id: number; readonly file: FileAt }
  | { readonly kind: "rows"; readonly id: number; readonly rows: Rows }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string; readonly sentence: string; readonly transient: boolean };

/** What the page itself has to know of a history. */
export interface Opened {
  readonly mainline: Mainline;
  /** Of path i: x, y, width, depth at 4i. */
  readonly rectangles: Float32Array;
  readonly grounds: readonly Ground[];
  /** Of the tones 1 … 8. */
  readonly languages: readonly string[];
  /** Where each measure's scale ends. */
  readonly most: Readonly<Record<Measure, number>>;
}

/** The commits that a slider goes over. */
export interface Mainline {
  readonly firstPosition: number;
  /** Seconds since 1970 UTC, never falling. */
  readonly times: Float64Array;
  readonly commits: readonly string[];
}

/** One file at a moment; -1: not known, or it did not stand. */
export interface FileAt extends Readonly<Record<Measure, number>> {
  /** Number of its lot. */
  readonly number: number;
  readonly path: string;
  readonly language: string;
  readonly stands: boolean;
}

export interface Rows {
  readonly position: number;
  /** Most first; at most as many as were asked for. */
  readonly files: readonly FileAt[];
  /** All below the folder. */
  readonly total: number;
}
