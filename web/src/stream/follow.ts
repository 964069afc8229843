import { backoffMs } from "./backoff";

/** How the stream stands, for the person. */
export type Link =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "lost"; readonly attempt: number; readonly retryInMs: number; readonly error: unknown }
  | { readonly kind: "over" }
  | { readonly kind: "refused"; readonly error: unknown };

/** What to do about an error: go on after the last cursor, begin anew, or give up. */
export type Remedy = "resume" | "restart" | "refuse";

export interface Following<Message> {
  /** The cursor after which to begin; empty: from now on. */
  readonly from: string;
  /** Opens the stream after `cursor`; empty: from now on. */
  readonly open: (cursor: string, signal: AbortSignal) => AsyncIterable<Message>;
  readonly cursorOf: (message: Message) => string;
  readonly onMessage: (message: Message) => void;
  readonly onLink: (link: Link) => void;
  /** Whether a stream that ended with OK has told everything. Otherwise somebody between cut it. */
  readonly isOver: () => boolean;
  readonly remedy: (error: unknown) => Remedy;
  /** Resolves after `ms`, or when the person asks for it, or when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** A stream that is silent for so long is dead: the server's heartbeat comes every 10 s. */
  readonly silenceMs: number;
  readonly random: () => number;
}

/**
 * Follows a resumable server stream until it is over, refused, or aborted.
 *
 * Every message's cursor is kept; a broken stream is opened again after it, so that nothing is missed and
 * nothing repeated. Never rejects.
 */
export async function follow<Message>(following: Following<Message>): Promise<void> {
  const { signal, onLink } = following;
  let cursor = following.from;
  let attempt = 0;
  onLink({ kind: "connecting" });
  while (!signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- one connection after the other
    const error = await readUntilItBreaks(following, cursor, (seen) => {
      cursor = seen;
      attempt = 0;
    });
    if (signal.aborted) return;
    if (error === undefined && following.isOver()) return onLink({ kind: "over" });
    const remedy = error === undefined ? "resume" : following.remedy(error);
    if (remedy === "refuse") return onLink({ kind: "refused", error });
    if (remedy === "restart") cursor = "";
    attempt += 1;
    const retryInMs = backoffMs(attempt, following.random());
    onLink({ kind: "lost", attempt, retryInMs, error });
    // oxlint-disable-next-line no-await-in-loop -- a wait between attempts
    await following.pause(retryInMs, signal);
  }
}

/** Hands on messages of one connection. Returns what broke it; nothing: the server ended it. */
async function readUntilItBreaks<Message>(
  following: Following<Message>,
  cursor: string,
  onCursor: (cursor: string) => void,
): Promise<unknown> {
  const connection = new AbortController();
  const abort = (): void => connection.abort(following.signal.reason);
  following.signal.addEventListener("abort", abort, { once: true });
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => connection.abort(new Error("silent")), following.silenceMs);
  };
  try {
    heard();
    for await (const message of following.open(cursor, connection.signal)) {
      if (following.signal.aborted) return undefined;
      heard();
      onCursor(following.cursorOf(message));
      following.onLink({ kind: "live" });
      following.onMessage(message);
    }
    return undefined;
  } catch (error) {
    // undefined means a clean end: what is thrown must not look like one.
    return error ?? new Error("broken");
  } finally {
    clearTimeout(watchdog);
    following.signal.removeEventListener("abort", abort);
  }
}
