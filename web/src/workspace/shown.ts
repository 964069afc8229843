import { createContext, useContext } from "react";
import { State } from "../gen/codevoyage/common/v1/lifecycle_pb";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import type { Picture } from "../run/picture";

/** The analysis that all views of the workspace are about. */
export interface Shown {
  readonly picture: Picture;
  readonly analysis: Analysis;
  /** Takes the run as a call of another part of the page was answered with it. */
  readonly take: (answer: Analysis) => void;
}

export const ShownContext = createContext<Shown | undefined>(undefined);

export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (!shown) throw new Error("useShown needs a Workspace around it");
  return shown;
}

/** Whether every measure can be asked for; before that there is the picture of what was read. */
export function hasResults({ state, empty }: Analysis): boolean {
  return state === State.SUCCEEDED && !empty;
}
