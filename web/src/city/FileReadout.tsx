import { MEASURES } from "../app/view";
import type { FileAt } from "../history/protocol";
import { Inert } from "../ui/Inert";
import { amount, MEASURE_WORDS } from "./measure";

/** One file at the moment: what every measure is of it. */
export function FileReadout({ file, onClose }: { readonly file: FileAt; readonly onClose: (() => void) | undefined }) {
  return (
    <aside className="city-file" aria-label="File">
      <p className="city-file-path">
        <Inert text={file.path} />
        {onClose ? (
          <button type="button" className="quiet-button" onClick={onClose} aria-label="Let go of this file">
            ×
          </button>
        ) : null}
      </p>
      {file.stands ? (
        <dl>
          <div>
            <dt>Language</dt>
            <dd>{file.language === "" ? "none" : <Inert text={file.language} />}</dd>
          </div>
          {MEASURES.map((measure) => (
            <div key={measure}>
              <dt>{MEASURE_WORDS[measure].name}</dt>
              <dd>{amount(measure, file[measure])}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="note">{file.number < 0 ? "No file was ever called so." : "It does not stand at this moment."}</p>
      )}
    </aside>
  );
}
