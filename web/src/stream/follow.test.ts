import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { expect, it, vi } from "vitest";
import { AnalysisService, WatchAnalysisResponseSchema, type WatchAnalysisResponse } from "../gen/codevoyage/analysis/v1/analysis_service_pb";
import { backoffMs } from "./backoff";
import { follow, type Link, type Remedy } from "./follow";

type Connection = (cursor: string, signal: AbortSignal) => AsyncIterable<WatchAnalysisResponse>;

/** Follows a watch served by these connections, one after the other, and tells what a person would have seen. */
async function watched(connections: Connection[], options: { from?: string; remedy?: (error: unknown) => Remedy; silenceMs?: number; abortAt?: string } = {}) {
  const asked: string[] = [];
  const controller = new AbortController();
  const transport = createRouterTransport(({ service }) => {
    service(AnalysisService, {
      watchAnalysis(request, context) {
        asked.push(request.cursor);
        const connection = connections[asked.length - 1];
        if (!connection) throw new ConnectError("asked too often", Code.NotFound);
        return connection(request.cursor, context.signal);
      },
    });
  });
  const client = createClient(AnalysisService, transport);
  const seen: string[] = [];
  const links: Link[] = [];
  const waits: number[] = [];
  let over = false;
  await follow({
    from: options.from ?? "",
    open: (cursor, signal) => client.watchAnalysis({ name: "analyses/a", cursor }, { signal }),
    cursorOf: (message: WatchAnalysisResponse) => message.cursor,
    onMessage: (message) => {
      seen.push(message.cursor);
      over = message.cursor === "last";
      if (message.cursor === options.abortAt) controller.abort();
    },
    onLink: (link) => links.push(link),
    isOver: () => over,
    remedy: options.remedy ?? ((error) => (ConnectError.from(error).code === Code.NotFound ? "refuse" : "resume")),
    pause: async (ms) => void waits.push(ms),
    signal: controller.signal,
    silenceMs: options.silenceMs ?? 60_000,
    random: () => 1,
  });
  return { asked, seen, waits, links: links.map((link) => link.kind) };
}

function sends(...cursors: string[]): Connection {
  return async function* () {
    for (const cursor of cursors) yield create(WatchAnalysisResponseSchema, { cursor });
  };
}

function breaksAfter(code: Code, ...cursors: string[]): Connection {
  return async function* (cursor, signal) {
    yield* sends(...cursors)(cursor, signal);
    throw new ConnectError("broken", code);
  };
}

const silent: Connection = async function* (_, signal) {
  yield create(WatchAnalysisResponseSchema, { cursor: "1" });
  await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new ConnectError("silent", Code.Canceled))));
};

it("ends when the server has told everything", async () => {
  expect(await watched([sends("1", "2", "last")])).toEqual({
    asked: [""],
    seen: ["1", "2", "last"],
    waits: [],
    links: ["connecting", "live", "live", "live", "over"],
  });
});

it("comes back after the last cursor when the stream breaks", async () => {
  const told = await watched([breaksAfter(Code.Unavailable, "1", "2"), breaksAfter(Code.Internal, "3"), sends("last")]);
  expect(told.asked).toEqual(["", "2", "3"]);
  expect(told.seen).toEqual(["1", "2", "3", "last"]);
});

it("takes a clean end before the final state for a cut", async () => {
  expect((await watched([sends("1"), sends("last")])).asked).toEqual(["", "1"]);
});

it("begins after the cursor that it is given", async () => {
  expect((await watched([breaksAfter(Code.Unavailable), sends("8", "last")], { from: "7" })).asked).toEqual(["7", "7"]);
});

it("waits longer each time nobody answers, and from the beginning again once somebody did", async () => {
  const down = breaksAfter(Code.Unavailable);
  const told = await watched([down, down, down, breaksAfter(Code.Unavailable, "1"), sends("last")]);
  expect(told.waits).toEqual([400, 800, 1600, 400]);
});

it("begins anew when the cursor is no longer kept", async () => {
  const told = await watched([breaksAfter(Code.Unavailable, "7"), breaksAfter(Code.OutOfRange), sends("last")], {
    remedy: (error) => (ConnectError.from(error).code === Code.OutOfRange ? "restart" : "resume"),
  });
  expect(told.asked).toEqual(["", "7", ""]);
});

it("gives up on what no waiting changes", async () => {
  expect(await watched([breaksAfter(Code.NotFound)])).toMatchObject({ asked: [""], links: ["connecting", "refused"] });
});

it("gives a silent connection up, and opens another", async () => {
  vi.useFakeTimers();
  const told = watched([silent, sends("last")], { silenceMs: 30_000 });
  await vi.advanceTimersByTimeAsync(30_001);
  expect((await told).asked).toEqual(["", "1"]);
  vi.useRealTimers();
});

it("says nothing more once it was aborted", async () => {
  expect(await watched([sends("1", "2", "last")], { abortAt: "2" })).toMatchObject({
    seen: ["1", "2"],
    links: ["connecting", "live", "live"],
  });
});

it("bounds every wait", () => {
  expect([1, 2, 6, 7, 5000].map((attempt) => backoffMs(attempt, 1))).toEqual([400, 800, 12_800, 15_000, 15_000]);
  expect(backoffMs(1, 0)).toBe(200);
});
