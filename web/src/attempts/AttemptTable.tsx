import type { Attempt } from "../gen/codevoyage/common/v1/lifecycle_pb";
import { AttemptRow } from "./AttemptRow";
import { newestFirst } from "./story";

export interface AttemptTableProps {
  /** In the order in which they began. */
  readonly attempts: readonly Attempt[];
  /** Up to which moment of the server's clock an attempt under way has lasted, ms. */
  readonly until: number;
}

/** Every attempt, newest first; a few hundred at most, behind a bounded height. */
export function AttemptTable({ attempts, until }: AttemptTableProps) {
  return (
    // A region that scrolls is reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="attempts" aria-label="Attempts" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Attempt</th>
            <th scope="col">Stage</th>
            <th scope="col">How it ended</th>
            <th scope="col">Began</th>
            <th scope="col" className="number">
              Took
            </th>
            <th scope="col">Kept</th>
            <th scope="col">Worker and trace</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst(attempts).map((attempt) => (
            <AttemptRow key={`${attempt.service} ${attempt.number}`} attempt={attempt} until={until} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
