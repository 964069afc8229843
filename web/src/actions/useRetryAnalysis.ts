import { useMutation } from "@tanstack/react-query";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { useClients } from "../rpc/clients";

/** Takes up a run that failed or was cancelled; its name is what is handed to `mutate`. */
export function useRetryAnalysis(onAnswer: (answer: Analysis) => void) {
  const { analyses } = useClients();
  return useMutation({
    mutationFn: (name: string) => analyses.retryAnalysis({ name }),
    onSuccess: ({ analysis }) => analysis && onAnswer(analysis),
  });
}
