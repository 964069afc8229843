import { useEffect, useRef, useState } from "react";

/** The value, changing at most every `everyMs`; the last one always comes through. */
export function useThrottled<Value>(value: Value, everyMs: number): Value {
  const [shown, setShown] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    const wait = changedAt.current + everyMs - performance.now();
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setShown(value);
    }, Math.max(0, wait));
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return shown;
}
