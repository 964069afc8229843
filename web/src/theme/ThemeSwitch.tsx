import { useEffect, useState } from "react";
import { applyTheme, otherTheme, rememberTheme, rememberedTheme } from "./theme";

/** Turns dark to light and back. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(rememberedTheme);
  useEffect(() => {
    applyTheme(theme);
    rememberTheme(theme);
  }, [theme]);
  const turn = (): void => setTheme((now) => otherTheme(now, matchMedia("(prefers-color-scheme: dark)").matches));
  return (
    <button type="button" className="icon-button" onClick={turn} aria-label="Turn dark or light" title="Dark or light">
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M10 3.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </button>
  );
}
