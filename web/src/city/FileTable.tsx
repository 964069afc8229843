import { useEffect, useState } from "react";
import { MEASURES, type Colouring, type Measure } from "../app/view";
import { level, UNKNOWN_TONE } from "../history/frame";
import type { HistoryWorker } from "../history/HistoryWorker";
import { isMeasure } from "../history/measures";
import type { FileAt, Opened, Rows } from "../history/protocol";
import { count } from "../format/quantity";
import { Inert } from "../ui/Inert";
import { amount, MEASURE_WORDS } from "./measure";
import { colourOf } from "./palette";
import type { Palette } from "./picture";

const FIRST = 100;
const MORE = 500;

export interface FileTableProps {
  readonly worker: HistoryWorker;
  readonly opened: Opened;
  readonly position: number;
  readonly by: Measure;
  readonly colouring: Colouring;
  readonly palette: Palette;
  /** A folder, or empty. */
  readonly below: string;
  readonly onChoose: (path: string) => void;
}

/** The tree of the moment as a list, most of a measure first: what the pictures show, to read. */
export function FileTable({ worker, opened, position, by, colouring, palette, below, onChoose }: FileTableProps) {
  const [howMany, setHowMany] = useState(FIRST);
  const [rows, setRows] = useState<Rows>();
  useEffect(() => {
    let gone = false;
    void worker.rows(position, by, below, howMany).then((answer) => gone || setRows(answer));
    return () => void (gone = true);
  }, [worker, position, by, below, howMany]);
  if (!rows) return <p className="waiting">On its way.</p>;
  const toneOf = (file: FileAt): number => {
    if (!isMeasure(colouring)) return Math.max(0, opened.languages.indexOf(file.language) + 1);
    return file[colouring] < 0 ? UNKNOWN_TONE : 1 + Math.round(254 * level(file[colouring], opened.most[colouring]));
  };
  return (
    <div className="city-table" data-position={rows.position}>
      <table>
        <caption className="unseen">Files at the moment, by {MEASURE_WORDS[by].name.toLowerCase()}</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Language</th>
            {MEASURES.map((measure) => (
              <th key={measure} scope="col" className="number" aria-sort={measure === by ? "descending" : undefined}>
                {MEASURE_WORDS[measure].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.files.map((file) => (
            <tr key={file.number}>
              <th scope="row">
                <i className="city-swatch" style={{ background: colourOf(palette, toneOf(file)) }} />
                <button type="button" className="city-row" onClick={() => onChoose(file.path)}>
                  <Inert text={file.path} />
                </button>
              </th>
              <td>
                <Inert text={file.language} />
              </td>
              {MEASURES.map((measure) => (
                <td key={measure} className="number">
                  {measure === "age" || measure === "quiet" ? amount(measure, file[measure]) : file[measure] < 0 ? "–" : count(file[measure])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.files.length < rows.total ? (
        <button type="button" className="button" onClick={() => setHowMany(howMany + MORE)}>
          Show more: {count(rows.files.length)} of {count(rows.total)} files
        </button>
      ) : null}
    </div>
  );
}
