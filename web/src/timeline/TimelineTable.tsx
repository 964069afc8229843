import { useState } from "react";
import { count } from "../format/quantity";
import { bucketName } from "./bucket";
import type { TimelinePicture } from "./useTimeline";

/** Rows that are made at once; days of a long history are thousands. */
const SHOWN = 400;

/** The same numbers, row by row, newest first; what was left off the axis too. */
export function TimelineTable({ picture }: { readonly picture: TimelinePicture }) {
  const [all, setAll] = useState(false);
  const rows = [...picture.bars, ...picture.outliers].toSorted((a, b) => b.ms - a.ms);
  const shown = all ? rows : rows.slice(0, SHOWN);
  return (
    // A region that scrolls is reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="timeline-table" aria-label="Timeline as a table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col" className="number">
              Commits
            </th>
            <th scope="col" className="number">
              Added
            </th>
            <th scope="col" className="number">
              Removed
            </th>
            <th scope="col" className="number">
              People
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((bar) => (
            <tr key={bar.ms}>
              <th scope="row">{bucketName(picture.grain, bar.ms)}</th>
              <td className="number">{count(bar.commits)}</td>
              <td className="number">{count(bar.insertions)}</td>
              <td className="number">{count(bar.deletions)}</td>
              <td className="number">{count(bar.people)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <button type="button" className="quiet-button" onClick={() => setAll(true)}>
          Show the other {count(rows.length - shown.length)}
        </button>
      ) : null}
    </section>
  );
}
