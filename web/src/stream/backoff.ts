/** Waits between attempts to reach a server again. */

export interface Backoff {
  /** Milliseconds before the first new attempt. */
  readonly firstMs: number;
  /** No wait is longer, whatever the attempt. */
  readonly longestMs: number;
}

export const DEFAULT_BACKOFF: Backoff = {
  firstMs: 400, // a proxy that restarts is back within half a second
  longestMs: 15_000, // longer, and people reload the page instead
};

/** Milliseconds before attempt `attempt` (from 1): doubled each time, half of it by chance, so that pages do not come back all at once. */
export function backoffMs(attempt: number, random: number, backoff: Backoff = DEFAULT_BACKOFF): number {
  const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
