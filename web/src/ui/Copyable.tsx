import { useRef, useState } from "react";

/** A long value shown short; a press copies it whole, or selects it where copying is not allowed. */
export function Copyable({ value, shown, label }: { readonly value: string; readonly shown: string; readonly label: string }) {
  const [said, setSaid] = useState<"" | "Copied" | "Select it">("");
  const whole = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setSaid("Copied");
    } catch {
      // No clipboard outside of secure contexts: show all of it, selected.
      setSaid("Select it");
      requestAnimationFrame(() => whole.current && getSelection()?.selectAllChildren(whole.current));
    }
  };
  return (
    <span className="copyable">
      <code ref={whole} title={value}>
        {said === "Select it" ? value : shown}
      </code>
      <button type="button" className="quiet-button" onClick={() => void copy()} aria-label={`Copy ${label}`}>
        {said === "Copied" ? "Copied" : "Copy"}
      </button>
    </span>
  );
}
