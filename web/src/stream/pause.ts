/** Pauses that somebody may cut short. */
export class Pauses {
  #wake: (() => void) | undefined;

  /** Resolves after `ms`, on `wake`, or when the signal aborts; never rejects. */
  readonly pause = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener("abort", end, { once: true });
      this.#wake = end;
    });

  /** Ends the pause that is going on, if one is. */
  readonly wake = (): void => this.#wake?.();
}
