import type { ReactNode } from "react";

export interface ActionButtonProps {
  /** main: what is probably wanted next. grave: it cannot be undone. quiet: beside something else. */
  readonly look?: "main" | "grave" | "quiet";
  readonly busy?: boolean;
  readonly label?: string;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

const LOOKS = { main: "button button-main", grave: "button button-grave", quiet: "quiet-button" } as const;

/** A button for a call. While it is busy it stays in the order of Tab, as a disabled one would not, and does nothing. */
export function ActionButton({ look, busy = false, label, onPress, children }: ActionButtonProps) {
  return (
    <button
      type="button"
      className={look ? LOOKS[look] : "button"}
      aria-disabled={busy}
      aria-label={label}
      onClick={busy ? undefined : onPress}
    >
      {children}
    </button>
  );
}
