import { useEffect, useState } from "react";
import { commitOf, newest, positionOf } from "../history/moment";
import type { Mainline } from "../history/protocol";
import { useView } from "../workspace/useView";

/** Hex digits of a commit in a link: enough for any repository there is. */
const DIGITS = 12;
/** ms without a step until a moment is in the address. */
const SETTLED_MS = 350;

export interface ShownMoment {
  readonly position: number;
  readonly go: (position: number) => void;
  /** The address names a commit that is no commit of the mainline. */
  readonly astray: boolean;
}

/** The moment that is looked at: at once where somebody drags it, and in the address when they have let go. */
export function useMoment(mainline: Mainline): ShownMoment {
  const { view, see } = useView();
  const [chosen, setChosen] = useState<{ readonly position: number; readonly before: string | undefined }>();
  const at = chosen && atOf(mainline, chosen.position);
  useEffect(() => {
    if (!chosen) return undefined;
    if (chosen.before === at) return undefined; // it is there already
    const timer = setTimeout(() => {
      see({ at });
      setChosen({ position: chosen.position, before: at });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [chosen, at, see]);
  // Somebody went to another link meanwhile: the address counts.
  const kept = chosen !== undefined && (view.at === at || view.at === chosen.before);
  const linked = view.at === undefined ? newest(mainline) : positionOf(mainline, view.at);
  return {
    position: kept ? chosen.position : (linked ?? newest(mainline)),
    go: (position) => setChosen({ position, before: view.at }),
    astray: !kept && linked === undefined,
  };
}

function atOf(mainline: Mainline, position: number): string | undefined {
  return position === newest(mainline) ? undefined : commitOf(mainline, position).slice(0, DIGITS);
}
