import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { inertText } from "../format/inert";
import { sourceParts } from "../format/source";
import { useClients } from "../rpc/clients";
import { ActionButton } from "../ui/ActionButton";
import { Dialog } from "../ui/Dialog";
import { Inert } from "../ui/Inert";
import { Refusal } from "./Refusal";
import { useAnalysesOf } from "./useAnalysesOf";

/** Removes all that is kept of a repository, after a question that says what goes; then leads to the list. */
export function DeleteRepository({ analysis }: { readonly analysis: Analysis }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <ActionButton look="quiet" onPress={() => setAsking(true)}>
        Delete repository …
      </ActionButton>
      {asking ? <Question analysis={analysis} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Question({ analysis, onClose }: { readonly analysis: Analysis; readonly onClose: () => void }) {
  const { repository, source } = analysis;
  const { title } = sourceParts(source);
  const { analyses } = useClients();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const howMany = useAnalysesOf(repository);
  const removal = useMutation({
    mutationFn: () => analyses.deleteRepository({ name: repository }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ["analyses"] }); // the list is not shown as it was, not even for a moment
      await navigate({ to: "/", state: { deleted: inertText(title) } });
    },
  });
  return (
    <Dialog
      title={
        <>
          Delete <Inert text={title} />?
        </>
      }
      onClose={onClose}
      actions={
        <>
          <ActionButton onPress={onClose}>Keep it</ActionButton>
          <ActionButton look="grave" busy={removal.isPending} onPress={removal.mutate}>
            {removal.isPending ? "Deleting …" : "Delete everything"}
          </ActionButton>
        </>
      }
    >
      <p>All that CodeVoyage keeps of it goes, for everybody, and cannot be brought back:</p>
      <ul className="dialog-list">
        <li>{howMany ?? "every analysis of it"}, with figures, timelines, files and overviews</li>
        <li>the facts that were read from its history, and the attempts at reading them</li>
        <li>the clone on disk, if there is one</li>
      </ul>
      <p>
        Runs of it that are going are stopped. The repository itself, <Inert text={source} />, is not touched.
      </p>
      {removal.error ? <Refusal error={removal.error} /> : null}
    </Dialog>
  );
}
