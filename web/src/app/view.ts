/** What a person chose to see of an analysis. It is in the address, so that any view is a link. */
export interface View {
  /** Width of the timeline's buckets. Absent: as fits the span. */
  readonly grain?: "day" | "week" | "month" | undefined;
  /** Order of the largest files. Absent: by lines. */
  readonly files?: "bytes" | undefined;
  /** Tracks that are hidden: any of `lines`, `people`. */
  readonly hide?: readonly ("lines" | "people")[] | undefined;
}

/** Reads the address's search part; what it does not know it leaves out. */
export function viewOf(search: Record<string, unknown>): View {
  const { grain, files, hide } = search;
  const hidden = Array.isArray(hide) ? (["lines", "people"] as const).filter((track) => hide.includes(track)) : [];
  return {
    ...(grain === "day" || grain === "week" || grain === "month" ? { grain } : {}),
    ...(files === "bytes" ? { files } : {}),
    ...(hidden.length > 0 ? { hide: hidden } : {}),
  };
}
