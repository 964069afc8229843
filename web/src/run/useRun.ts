import { Code, ConnectError } from "@connectrpc/connect";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { WatchAnalysisResponse } from "../gen/codevoyage/analysis/v1/analysis_service_pb";
import { callFailure, type CallFailure } from "../rpc/failure";
import { useClients } from "../rpc/clients";
import type { Link, Remedy } from "../stream/follow";
import { useServerStream } from "../stream/useServerStream";
import { afterAnswer, afterMessage, type Picture } from "./picture";
import { isFinal } from "./words";

export interface Run {
  readonly picture: Picture | undefined;
  /** The run could not be asked for at all. */
  readonly failure: CallFailure | undefined;
  readonly link: Link;
  readonly retry: () => void;
}

/** How long a gateway that does not answer is left alone, ms. */
const ASK_AGAIN_MS = 5000;

/** One analysis: asked for once, then followed by the page's one watch until it has ended. */
export function useRun(name: string): Run {
  const { analyses } = useClients();
  const [picture, setPicture] = useState<Picture>();
  const shown = picture?.analysis.name === name ? picture : undefined;
  const final = shown !== undefined && isFinal(shown.analysis.state);

  // Stages' times and the hash are in no event: they are asked for again whenever state or stage changes.
  const moment = shown === undefined ? "" : `${shown.analysis.state}.${shown.analysis.stage}`;
  const query = useQuery({
    queryKey: ["analysis", name, moment],
    queryFn: async ({ signal }) => {
      const { analysis: answer } = await analyses.getAnalysis({ name }, { signal });
      // Answers and the watch's messages make one picture, in the order in which they come.
      if (answer) setPicture((before) => afterAnswer(before, answer, Date.now()));
      return null;
    },
    gcTime: 0,
    refetchInterval: ({ state }) => (state.error && callFailure(state.error).transient ? ASK_AGAIN_MS : false),
  });

  const { link, retry } = useServerStream<WatchAnalysisResponse>(shown !== undefined && !final ? name : undefined, {
    open: (cursor, signal) => analyses.watchAnalysis({ name, cursor }, { signal }),
    cursorOf: (message) => message.cursor,
    onMessage: ({ message }) => setPicture((before) => afterMessage(before, message, Date.now())),
    isOver: () => final,
    remedy,
  });

  return {
    picture: shown,
    failure: shown === undefined && query.error ? callFailure(query.error) : undefined,
    link,
    retry: () => {
      retry();
      void query.refetch();
    },
  };
}

/** Errors of a watch that no waiting changes end it; a cursor that is not kept begins anew. */
function remedy(error: unknown): Remedy {
  const { reason } = callFailure(error);
  if (reason === "CURSOR_EXPIRED") return "restart";
  const { code } = ConnectError.from(error);
  return code === Code.NotFound || code === Code.InvalidArgument || code === Code.Unimplemented || code === Code.PermissionDenied ? "refuse" : "resume";
}
