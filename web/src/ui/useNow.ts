import { useLayoutEffect, useState } from "react";

/** The page's clock, ms; ticks every `everyMs` while `active`. */
export function useNow(everyMs: number, active = true): number {
  const [now, setNow] = useState(() => Date.now());
  // Before the browser paints: what becomes active late is not shown at the time at which the clock stood still.
  useLayoutEffect(() => {
    if (!active) return undefined;
    const tick = (): void => setNow(Date.now());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, active]);
  return now;
}
