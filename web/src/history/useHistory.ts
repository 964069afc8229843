import { useEffect, useState } from "react";
import { callFailure, type CallFailure } from "../rpc/failure";
import { hasResults, useShown } from "../workspace/shown";
import { HistoryFailure, HistoryWorker } from "./HistoryWorker";
import type { Opened } from "./protocol";

/** How far the history is. */
export type History =
  | { readonly kind: "waiting" }
  | { readonly kind: "loading"; readonly come: number; readonly all: number }
  | { readonly kind: "failed"; readonly failure: CallFailure; readonly retry: () => void }
  | { readonly kind: "open"; readonly worker: HistoryWorker; readonly opened: Opened };

/** The history of the shown analysis, read while a component needs it. */
export function useHistory(): History {
  const { analysis } = useShown();
  const [tries, setTries] = useState(0);
  // A run that is taken up again has another history.
  const key = hasResults(analysis) ? `${analysis.name} ${analysis.resultRevision} ${tries}` : undefined;
  const [told, setTold] = useState<Told>();
  useEffect(() => {
    if (key === undefined) return undefined;
    const [name = ""] = key.split(" ");
    const worker = new HistoryWorker((come, all) => setTold({ key, history: { kind: "loading", come, all } }));
    worker.open(name, window.location.origin).then(
      (opened) => setTold({ key, history: { kind: "open", worker, opened } }),
      (thrown: unknown) => {
        const failure = thrown instanceof HistoryFailure ? thrown.failure : callFailure(thrown);
        setTold({ key, history: { kind: "failed", failure, retry: () => setTries((before) => before + 1) } });
      },
    );
    return () => worker.close(); // and nothing is told of it any more
  }, [key]);
  if (key === undefined) return WAITING;
  return told?.key === key ? told.history : LOADING;
}

const WAITING: History = { kind: "waiting" };
const LOADING: History = { kind: "loading", come: 0, all: 0 };

/** What the worker of one history said last. */
interface Told {
  readonly key: string;
  readonly history: History;
}
