import type { Colouring, Measure } from "../app/view";
import type { CallFailure } from "../rpc/failure";
import type { Frame } from "./frame";
import type { FileAt, Opened, Question, Reply, Rows } from "./protocol";

/** The page's end of the worker that holds one analysis' history. */
export class HistoryWorker {
  readonly #worker = new Worker(new URL("./history.worker.ts", import.meta.url), { type: "module" });
  readonly #pending = new Map<number, { readonly kept: (reply: Reply) => void; readonly failed: (failure: HistoryFailure) => void }>();
  #asked = 0;

  constructor(private readonly onProgress: (come: number, all: number) => void) {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#take(data));
    this.#worker.addEventListener("error", () => this.#lose("The part of the page that reads the history could not be started."));
  }

  /** Reads the history. Rejects with HistoryFailure, as all others do. */
  async open(name: string, origin: string): Promise<Opened> {
    const reply = await this.#ask({ kind: "open", id: this.#next(), origin, name });
    return (reply as Extract<Reply, { kind: "opened" }>).opened;
  }

  async frame(position: number, height: Measure, colour: Colouring): Promise<Frame> {
    const reply = await this.#ask({ kind: "frame", id: this.#next(), position, height, colour });
    return (reply as Extract<Reply, { kind: "frame" }>).frame;
  }

  /** path: number of its lot, or as it is written. `number` of the answer is -1 where no file was ever called so. */
  async file(path: number | string, position: number): Promise<FileAt> {
    const reply = await this.#ask({ kind: "file", id: this.#next(), path, position });
    return (reply as Extract<Reply, { kind: "file" }>).file;
  }

  async rows(position: number, by: Measure, below: string, count: number): Promise<Rows> {
    const reply = await this.#ask({ kind: "rows", id: this.#next(), position, by, below, count });
    return (reply as Extract<Reply, { kind: "rows" }>).rows;
  }

  /** Ends it; what was asked is never answered. */
  close(): void {
    this.#worker.terminate();
    this.#pending.clear();
  }

  #next(): number {
    this.#asked += 1;
    return this.#asked;
  }

  #ask(question: Question): Promise<Reply> {
    return new Promise((kept, failed) => {
      this.#pending.set(question.id, { kept, failed });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is no window
      this.#worker.postMessage(question);
    });
  }

  #take(reply: Reply): void {
    if (reply.kind === "progress") {
      this.onProgress(reply.come, reply.all);
      return;
    }
    const waiting = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (reply.kind === "failed") waiting?.failed(new HistoryFailure(reply));
    else waiting?.kept(reply);
  }

  #lose(sentence: string): void {
    for (const { failed } of this.#pending.values()) failed(new HistoryFailure({ reason: "INTERNAL", sentence, transient: false }));
    this.#pending.clear();
  }
}

/** Why the history could not be read. */
export class HistoryFailure extends Error {
  readonly failure: CallFailure;

  constructor({ reason, sentence, transient }: Pick<CallFailure, "reason" | "sentence" | "transient">) {
    super(sentence);
    this.failure = { reason, sentence, transient, metadata: {} };
  }
}
