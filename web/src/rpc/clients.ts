import type { DescService } from "@bufbuild/protobuf";
import { createClient, type Client, type Transport } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { createContext, useContext } from "react";
import { AnalysisService } from "../gen/codevoyage/analysis/v1/analysis_service_pb";
import { InsightService } from "../gen/codevoyage/insights/v1/insight_service_pb";

/** The public services, as the page calls them. */
export interface Clients {
  readonly analyses: Client<typeof AnalysisService>;
  readonly insights: Client<typeof InsightService>;
  /** Any other service; the same client each time. */
  readonly of: <Service extends DescService>(service: Service) => Client<Service>;
}

/** Binary gRPC-web to where the page came from: one origin, so that nothing needs CORS. */
export function gatewayTransport(origin: string): Transport {
  return createGrpcWebTransport({ baseUrl: origin, useBinaryFormat: true });
}

export function clientsOver(transport: Transport): Clients {
  const made = new Map<DescService, unknown>();
  const of = <Service extends DescService>(service: Service): Client<Service> => {
    const client = (made.get(service) as Client<Service> | undefined) ?? createClient(service, transport);
    made.set(service, client);
    return client;
  };
  return { analyses: of(AnalysisService), insights: of(InsightService), of };
}

export const ClientsContext = createContext<Clients | undefined>(undefined);

export function useClients(): Clients {
  const clients = useContext(ClientsContext);
  if (!clients) throw new Error("useClients needs a ClientsContext around it");
  return clients;
}

/** A client of one service. */
export function useClient<Service extends DescService>(service: Service): Client<Service> {
  return useClients().of(service);
}
