import { useEffect, useRef, useState } from "react";
import type { Colouring, Measure } from "../app/view";
import type { Frame } from "./frame";
import type { HistoryWorker } from "./HistoryWorker";

/**
 * The frame at a position, the one before while it is drawn up.
 *
 * At most one is asked for at a time; of those that are asked for meanwhile only the last one counts, so that dragging
 * is as quick as the worker is.
 */
export function useFrame(worker: HistoryWorker, position: number, height: Measure, colour: Colouring): Frame | undefined {
  const [frame, setFrame] = useState<Frame>();
  const wanted = useRef({ worker, position, height, colour });
  const busy = useRef(false);
  useEffect(() => {
    wanted.current = { worker, position, height, colour };
    const next = async (): Promise<void> => {
      const asked = wanted.current;
      setFrame(await asked.worker.frame(asked.position, asked.height, asked.colour));
      if (wanted.current !== asked) await next();
    };
    if (busy.current) return;
    busy.current = true;
    void next().finally(() => (busy.current = false));
  }, [worker, position, height, colour]);
  return frame;
}
