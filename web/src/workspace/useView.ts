import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { View } from "../app/view";

export interface Viewing {
  readonly view: View;
  /** Changes the address, and with it what is shown; nothing is added to the browser's history. */
  readonly see: (change: Partial<View>) => void;
}

/** What the address says is looked at. */
export function useView(): Viewing {
  const view = useSearch({ from: "/analyses/$id" });
  const navigate = useNavigate();
  const see = useCallback(
    (change: Partial<View>): void => void navigate({ to: ".", search: (now: View) => ({ ...now, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  return { view, see };
}
