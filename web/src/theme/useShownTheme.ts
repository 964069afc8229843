import { useSyncExternalStore } from "react";

const SYSTEM_IS_DARK = "(prefers-color-scheme: dark)";

function subscribe(changed: () => void): () => void {
  const system = matchMedia(SYSTEM_IS_DARK);
  const chosen = new MutationObserver(changed);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", changed);
  return () => {
    chosen.disconnect();
    system.removeEventListener("change", changed);
  };
}

function shownTheme(): "dark" | "light" {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "dark" || chosen === "light") return chosen;
  return matchMedia(SYSTEM_IS_DARK).matches ? "dark" : "light";
}

/** The theme that is seen, whoever chose it: for canvases, which CSS does not reach. */
export function useShownTheme(): "dark" | "light" {
  return useSyncExternalStore(subscribe, shownTheme);
}
