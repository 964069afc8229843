import { useQueryClient } from "@tanstack/react-query";
import { Refusal } from "../actions/Refusal";
import { useRetryAnalysis } from "../actions/useRetryAnalysis";
import { inertText } from "../format/inert";
import { ActionButton } from "../ui/ActionButton";

/** Takes up a run out of the list, which then shows it going. title: what its repository is called. */
export function RowRetry({ name, title }: { readonly name: string; readonly title: string }) {
  const queries = useQueryClient();
  const retry = useRetryAnalysis(() => void queries.invalidateQueries({ queryKey: ["analyses"] }));
  return (
    <>
      <ActionButton look="quiet" busy={retry.isPending} label={`Retry ${inertText(title)}`} onPress={() => retry.mutate(name)}>
        {retry.isPending ? "Taking it up …" : "Retry"}
      </ActionButton>
      {retry.error ? <Refusal error={retry.error} /> : null}
    </>
  );
}
