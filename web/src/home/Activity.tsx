import { useQuery } from "@tanstack/react-query";
import { Grain, type Analysis } from "../gen/codevoyage/analysis/v1/analysis_pb";
import { useClients } from "../rpc/clients";
import { isFinal } from "../run/words";
import { plot } from "../timeline/plot";
import { series } from "../timeline/series";

const WIDTH = 220;
const HEIGHT = 26;
const NONE = { top: 0, height: 1 };

/** A repository's months in a line of the list: its silhouette. Decoration: the numbers are a click away. */
export function Activity({ analysis }: { readonly analysis: Analysis }) {
  const { analyses } = useClients();
  const { data } = useQuery({
    queryKey: ["activity", analysis.name, isFinal(analysis.state) ? "final" : String(analysis.resultRevision)],
    queryFn: async ({ signal }) => (await analyses.getTimeline({ name: analysis.name, grain: Grain.MONTH }, { signal })).buckets,
    staleTime: Infinity,
  });
  if (!data || data.length === 0) return null;
  const { bars } = series(data);
  const { commits } = plot({
    bars,
    grain: Grain.MONTH,
    width: WIDTH,
    commitTrack: { top: 0, height: HEIGHT },
    lineTrack: NONE,
    peopleTrack: NONE,
  });
  return (
    <svg className="activity" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true" preserveAspectRatio="none">
      <path d={commits} />
    </svg>
  );
}
