import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { useClients } from "../rpc/clients";
import { newRequestId } from "../rpc/requestId";

/** Takes up a run that failed or was cancelled; its name is what is handed to `mutate`. */
export function useRetryAnalysis(onAnswer: (answer: Analysis) => void) {
  const { analyses } = useClients();
  // Kept until it was answered: a try after a lost answer is the same request, and shares the run once.
  const requestId = useRef("");
  return useMutation({
    mutationFn: (name: string) => {
      requestId.current ||= newRequestId();
      return analyses.retryAnalysis({ name, requestId: requestId.current });
    },
    onSuccess: ({ analysis }) => {
      requestId.current = "";
      if (analysis) onAnswer(analysis);
    },
  });
}
