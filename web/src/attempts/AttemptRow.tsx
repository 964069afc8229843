import { duration } from "../format/duration";
import type { Attempt } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { stageName } from "../run/words";
import { Copyable } from "../ui/Copyable";
import { Inert } from "../ui/Inert";
import { Moment } from "../ui/Moment";
import { Sentence } from "../ui/Sentence";
import { attemptSeconds } from "./story";
import { checkpointWords, outcomeMeaning, outcomeWords } from "./words";

/** One claim by one worker: how it ended and why, when, and where to look further. until: as for the table. */
export function AttemptRow({ attempt, until }: { readonly attempt: Attempt; readonly until: number }) {
  const { service, number, stage, outcome, startTime, failure, checkpoint, worker, traceId } = attempt;
  const { look, name } = outcomeWords(outcome);
  const seconds = attemptSeconds(attempt, until);
  const meaning = failure ? undefined : outcomeMeaning(outcome);
  return (
    <tr>
      <th scope="row" className="attempt-name">
        <Inert text={service} /> {number}
      </th>
      <td className="attempt-stage">{stageName(stage)}</td>
      <td className="attempt-end">
        <span className={`outcome outcome-${look}`}>{name}</span>
        {failure ? (
          <p className="attempt-why">
            <Sentence text={failure.message} /> <code>{failure.reason}</code>
          </p>
        ) : null}
        {meaning === undefined ? null : <p className="attempt-why">{meaning}</p>}
      </td>
      <td className="attempt-began">{startTime ? <Moment time={startTime} /> : "–"}</td>
      <td className="attempt-took number">{seconds === undefined ? "–" : duration(seconds)}</td>
      <td className="attempt-kept">{checkpointWords(service, checkpoint)}</td>
      <td className="attempt-where">
        <code className="attempt-worker">
          <Inert text={worker} />
        </code>
        {traceId === "" ? null : <Copyable value={traceId} shown={traceId.slice(0, 8)} label={`the trace id of ${service} ${number}`} />}
      </td>
    </tr>
  );
}
