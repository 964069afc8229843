import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { HomePage } from "../home/HomePage";
import { VoyageView } from "../overview/VoyageView";
import { Workspace } from "../workspace/Workspace";
import { LostPage } from "./LostPage";
import { Shell } from "./Shell";
import { viewOf } from "./view";

const root = createRootRoute({ component: Shell, notFoundComponent: LostPage });
const home = createRoute({ getParentRoute: () => root, path: "/", component: HomePage });
const analysis = createRoute({
  getParentRoute: () => root,
  path: "/analyses/$id",
  component: Workspace,
  validateSearch: viewOf,
});
// The view that a run opens with; each other one is loaded when it is first looked at.
const voyage = createRoute({ getParentRoute: () => analysis, path: "/", component: VoyageView });const city = createRoute({
  getParentRoute: () => analysis,
  path: "city",
  component: lazyRouteComponent(() => import("../city/CityView"), "CityView"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, analysis.addChildren([voyage, city])]),
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }

  /** What one page tells the next: kept with the entry of the history, not in the address. */
  interface HistoryState {
    /** The run that is shown was going already when it was asked for. */
    readonly shared?: boolean;
    /** The repository that was just deleted, made inert. */
    readonly deleted?: string;
  }
}
