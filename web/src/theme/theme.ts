/** Dark or light: as the system says, until the person says otherwise. */

export type Theme = "system" | "dark" | "light";

const KEY = "codevoyage.theme";

export function rememberedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : "system";
  } catch {
    return "system"; // storage is refused to the page: private windows, strict settings
  }
}

/** Shows it; tokens.css follows `data-theme`. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function rememberTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // It lasts for this visit then.
  }
}

/** What a press of the switch makes of it: always the other look than the one that is shown. */
export function otherTheme(theme: Theme, systemIsDark: boolean): Theme {
  const dark = theme === "system" ? systemIsDark : theme === "dark";
  const wanted = dark ? "light" : "dark";
  return (wanted === "dark") === systemIsDark ? "system" : wanted;
}
