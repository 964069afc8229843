// Analyses a repository and prints its hottest files: node dist/hotspots.js ADDRESS REPOSITORY
import { randomUUID } from "node:crypto";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { AnalysisService } from "./gen/codevoyage/analysis/v1/analysis_service_pb.js";
import { HotspotService } from "./gen/codevoyage/analysis/v1/hotspot_service_pb.js";
import { State } from "./gen/codevoyage/common/v1/lifecycle_pb.js";

async function run(address: string, source: string): Promise<void> {
  const transport = createGrpcTransport({ baseUrl: `http://${address}` });
  const analyses = createClient(AnalysisService, transport);
  // The same request id again is the same request: it may be repeated.
  const { analysis } = await analyses.createAnalysis({ source, requestId: randomUUID() });
  const name = analysis?.name ?? "";
  let cursor = "0";
  let state = State.UNSPECIFIED;
  while (state !== State.SUCCEEDED) {
    try {
      for await (const answer of analyses.watchAnalysis({ name, cursor })) {
        cursor = answer.cursor;
        if (answer.message.case === "event") {
          const { state: now, progress } = answer.message.value;
          state = now;
          console.error(`${State[state]} ${progress?.done ?? 0} of ${progress?.total ?? 0}`);
        }
      }
      if (state !== State.SUCCEEDED) throw new Error(`${name} ended as ${State[state]}`);
    } catch (error) {
      // A connection that broke: the cursor goes on where it did.
      if (ConnectError.from(error).code !== Code.Unavailable) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
  const { hotspots } = await createClient(HotspotService, transport).listHotspots({ name, pageSize: 10 });
  for (const { score, revisions, complexity, path } of hotspots) {
    console.log([score.toFixed(3), revisions, complexity, path].join("\t"));
  }
}

const [address, repository] = process.argv.slice(2);
if (address === undefined || repository === undefined) {
  console.error("usage: hotspots ADDRESS REPOSITORY, as in: hotspots 127.0.0.1:8080 https://github.com/pallets/flask");
  process.exitCode = 2;
} else {
  await run(address, repository).catch((error: unknown) => {
    console.error(ConnectError.from(error).message);
    process.exitCode = 3;
  });
}
