import { createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { TreeService } from "../gen/codevoyage/analysis/v1/tree_service_pb";
import { callFailure } from "../rpc/failure";
import type { Question, Reply } from "./protocol";
import { TableBuilder } from "./table";
import { Voyage } from "./voyage";

// Reading, laying out and drawing up frames are here, so that the page itself is never busy with them.

let voyage: Voyage | undefined;

function tell(reply: Reply, transfer: Transferable[] = []): void {
  postMessage(reply, { transfer });
}

async function open({ id, origin, name }: Extract<Question, { kind: "open" }>): Promise<void> {
  const builder = new TableBuilder();
  const trees = createClient(TreeService, createGrpcWebTransport({ baseUrl: origin, useBinaryFormat: true }));
  for await (const message of trees.streamVersions({ name })) {
    builder.take(message);
    const [come, all] = builder.progress;
    tell({ kind: "progress", id, come, all });
  }
  voyage = new Voyage(builder.built());
  tell({ kind: "opened", id, opened: voyage.opened() });
}

function answer(question: Exclude<Question, { kind: "open" }>): void {
  if (!voyage) throw new Error("The history is not open yet.");
  const { id } = question;
  switch (question.kind) {
    case "frame": {
      const frame = voyage.frame(question);
      tell({ kind: "frame", id, frame }, [frame.sizes.buffer, frame.heights.buffer, frame.tones.buffer, frame.standing.buffer]);
      break;
    }
    case "file":
      tell({ kind: "file", id, file: voyage.file(question.path, question.position) });
      break;
    case "rows":
      tell({ kind: "rows", id, rows: voyage.rows(question) });
      break;
  }
}

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const failed = (thrown: unknown): void => {
    const { reason, sentence, transient } = callFailure(thrown);
    tell({ kind: "failed", id: data.id, reason, sentence, transient });
  };
  if (data.kind === "open") void open(data).catch(failed);
  else {
    try {
      answer(data);
    } catch (error) {
      failed(error);
    }
  }
});
