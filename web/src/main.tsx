import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "@fontsource-variable/archivo/wdth.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./ui/ui.css";
import "./home/home.css";
import "./run/run.css";
import "./workspace/workspace.css";
import "./actions/actions.css";
import "./attempts/attempts.css";
import "./timeline/timeline.css";
import "./files/files.css";
import "./insights/insights.css";
import { router } from "./app/routes";
import { ClientsContext, clientsOver, gatewayTransport } from "./rpc/clients";
import { applyTheme, rememberedTheme } from "./theme/theme";

applyTheme(rememberedTheme());

const clients = clientsOver(gatewayTransport(window.location.origin));
// Failures are shown, each with its sentence, rather than tried again in silence.
const queries = new QueryClient({ defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } } });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <ClientsContext.Provider value={clients}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ClientsContext.Provider>
  </StrictMode>,
);
