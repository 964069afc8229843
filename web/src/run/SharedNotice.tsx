import { useLocation } from "@tanstack/react-router";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { Notice } from "../ui/Notice";
import { isFinal } from "./words";

/** Says to who asked for a run that was going already whose run it is. When it has ended, that no longer matters. */
export function SharedNotice({ analysis }: { readonly analysis: Analysis }) {
  const shared = useLocation({ select: ({ state }) => state.shared === true });
  if (!shared || isFinal(analysis.state)) return null;
  return (
    <Notice tone="plain" title="Somebody asked for this already">
      You are watching the same run.
    </Notice>
  );
}
