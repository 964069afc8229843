import { duration } from "../format/duration";
import type { Picture } from "../run/picture";
import { rail, stopName } from "../run/rail";
import { stageName } from "../run/words";
import { Moment } from "../ui/Moment";

/** When each stage began, and how long it took. Stages may overlap. now: the page's clock, ms. */
export function StageTable({ picture, now }: { readonly picture: Picture; readonly now: number }) {
  const { analysis, stagesToldAt } = picture;
  return (
    <table className="stages" aria-label="Stages">
      <thead>
        <tr>
          <th scope="col">Stage</th>
          <th scope="col">Began</th>
          <th scope="col" className="number">
            Took
          </th>
          <th scope="col">How it stands</th>
        </tr>
      </thead>
      <tbody>
        {rail(analysis, now - stagesToldAt).map((stop) => {
          const { stage, status, seconds } = stop;
          const began = analysis.stages.find((told) => told.stage === stage)?.startTime;
          return (
            <tr key={stage} className={`stages-${status}`}>
              <th scope="row">{stageName(stage)}</th>
              <td>{began ? <Moment time={began} /> : "–"}</td>
              <td className="number">{seconds === undefined ? "–" : duration(seconds)}</td>
              <td>{stopName(stop, analysis)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
