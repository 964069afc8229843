import { useCallback, useEffect, useRef, useState } from "react";
import { follow, type Following, type Link } from "./follow";
import { Pauses } from "./pause";

/** Three heartbeats of the server that did not come. */
const SILENCE_MS = 30_000;

export interface StreamOptions<Message> extends Pick<Following<Message>, "open" | "cursorOf" | "onMessage" | "isOver" | "remedy"> {
  /** The cursor after which a stream begins that is opened now; empty: from now on. */
  readonly from: () => string;
}

export interface ServerStream {
  readonly link: Link;
  /** Tries again now rather than after the wait. */
  readonly retry: () => void;
}

/**
 * Follows one resumable server stream while the component is there.
 *
 * key: what is followed; another one aborts the stream and begins anew, `undefined` follows nothing. Options may
 * change with every render: the newest are called.
 */
export function useServerStream<Message>(key: string | undefined, options: StreamOptions<Message>): ServerStream {
  const [link, setLink] = useState<Link>({ kind: "connecting" });
  const [pauses] = useState(() => new Pauses());
  const newest = useRef(options);
  useEffect(() => {
    newest.current = options;
  });

  useEffect(() => {
    if (key === undefined) return undefined;
    const controller = new AbortController();
    void follow<Message>({
      from: newest.current.from(),
      open: (cursor, signal) => newest.current.open(cursor, signal),
      cursorOf: (message) => newest.current.cursorOf(message),
      onMessage: (message) => newest.current.onMessage(message),
      isOver: () => newest.current.isOver(),
      remedy: (error) => newest.current.remedy(error),
      onLink: (next) => setLink((before) => (before.kind === "live" && next.kind === "live" ? before : next)),
      pause: pauses.pause,
      signal: controller.signal,
      silenceMs: SILENCE_MS,
      random: Math.random,
    });
    // A laptop that wakes up, or finds its network again, need not wait for the back-off.
    window.addEventListener("online", pauses.wake);
    return () => {
      window.removeEventListener("online", pauses.wake);
      controller.abort();
    };
  }, [key, pauses]);

  return { link, retry: useCallback(() => pauses.wake(), [pauses]) };
}
