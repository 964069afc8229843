/** The views of an analysis, in the order of their tabs. `to` is below `/analyses/$id`. */
export const VIEWS = [
  { to: "/analyses/$id", name: "Voyage" },
  { to: "/analyses/$id/city", name: "City" },
] as const;
