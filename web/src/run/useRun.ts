import { Code, ConnectError } from "@connectrpc/connect";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import type { Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
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
  /** Asks again, now. */
  readonly refresh: () => void;
  /** Takes the run as a call of another part of the page was answered with it. */
  readonly take: (answer: Analysis) => void;
}

/** How long a gateway that does not answer is left alone, ms. */
const ASK_AGAIN_MS = 5000;
/** How many share a run is in no event either: while it goes on it is looked at again, as often as the server's heartbeat comes, ms. */
const LOOK_AGAIN_MS = 10_000;

/** What the watch has told last. */
interface Heard {
  readonly name: string;
  readonly cursor: string;
  readonly final: boolean;
}

/** One analysis: asked for once, then followed by the page's one watch until it has ended, and again when it was taken up again. */
export function useRun(name: string): Run {
  const { analyses } = useClients();
  const [picture, setPicture] = useState<Picture>();
  const shown = picture?.analysis.name === name ? picture : undefined;
  const take = useCallback((answer: Analysis) => setPicture((before) => afterAnswer(before, answer, Date.now())), []);

  // Stages' times and the hash are in no event: they are asked for again whenever state or stage changes.
  const final = shown !== undefined && isFinal(shown.analysis.state);
  const moment = shown === undefined ? "" : `${shown.analysis.state}.${shown.analysis.stage}`;
  const query = useQuery({
    queryKey: ["analysis", name, moment],
    queryFn: async ({ signal }) => {
      const { analysis: answer } = await analyses.getAnalysis({ name }, { signal });
      // Answers and the watch's messages make one picture, in the order in which they come.
      if (answer) take(answer);
      return null;
    },
    gcTime: 0,
    refetchInterval: ({ state }) => {
      if (state.error) return callFailure(state.error).transient ? ASK_AGAIN_MS : false;
      return final ? false : LOOK_AGAIN_MS;
    },
    // Somebody else may have taken an ended run up again.
    refetchOnWindowFocus: final,
  });

  // The server ends a watch with the run, and it alone knows which end is the last: a watch that was broken hears of a
  // failure and of the retry after it in one go. A run that is taken up again is a new stream after the last cursor.
  const heard = useRef<Heard>({ name, cursor: "", final: false });
  const { link, retry } = useServerStream<WatchAnalysisResponse>(shown && `${name} ${shown.analysis.retries}`, {
    from: () => (heard.current.name === name ? heard.current.cursor : ""),
    open: (cursor, signal) => {
      heard.current = { ...heard.current, final: false };
      return analyses.watchAnalysis({ name, cursor }, { signal });
    },
    cursorOf: (message) => message.cursor,
    onMessage: ({ cursor, message }) => {
      heard.current = { name, cursor, final: tellsTheEnd(message) ?? heard.current.final };
      setPicture((before) => afterMessage(before, message, Date.now()));
    },
    isOver: () => heard.current.final,
    remedy,
  });

  return {
    picture: shown,
    failure: shown === undefined && query.error ? callFailure(query.error) : undefined,
    link,
    refresh: () => {
      retry();
      void query.refetch();
    },
    take,
  };
}

function tellsTheEnd(message: WatchAnalysisResponse["message"]): boolean | undefined {
  return message.case === "snapshot" || message.case === "event" ? isFinal(message.value.state) : undefined;
}

/** Errors of a watch that no waiting changes end it; a cursor that is not kept begins anew. */
function remedy(error: unknown): Remedy {
  const { reason } = callFailure(error);
  if (reason === "CURSOR_EXPIRED") return "restart";
  const { code } = ConnectError.from(error);
  return code === Code.NotFound || code === Code.InvalidArgument || code === Code.Unimplemented || code === Code.PermissionDenied ? "refuse" : "resume";
}
