import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

/**
 * Keeps keyboards where they were: when the focused control inside of the element is taken away, the element itself is
 * focused (it needs a tabIndex). Not the control that came instead: a second press must not do the opposite.
 */
export function useKeptFocus<Element extends HTMLElement>(): RefObject<Element | null> {
  const container = useRef<Element>(null);
  const last = useRef<HTMLElement>(undefined);
  useEffect(() => {
    const focused = ({ target }: Event): void => {
      last.current = target instanceof HTMLElement && container.current?.contains(target) ? target : undefined;
    };
    // A press beside everything leaves the control without focusing another.
    document.addEventListener("focusin", focused);
    document.addEventListener("pointerdown", focused);
    return () => {
      document.removeEventListener("focusin", focused);
      document.removeEventListener("pointerdown", focused);
    };
  }, []);
  useLayoutEffect(() => {
    if (last.current === undefined || last.current.isConnected) return;
    last.current = undefined;
    if (document.activeElement === document.body) container.current?.focus({ preventScroll: true });
  });
  return container;
}
