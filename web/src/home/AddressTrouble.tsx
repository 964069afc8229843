import type { CallFailure } from "../rpc/failure";
import { Copyable } from "../ui/Copyable";
import { Inert } from "../ui/Inert";
import { Sentence } from "../ui/Sentence";
import type { AddressCheck } from "./address";

export interface AddressTroubleProps {
  readonly odd: AddressCheck | undefined;
  readonly failure: CallFailure | undefined;
  /** Takes the suggestion into the field. */
  readonly onTake: (source: string) => void;
}

/** What is wrong with the address, by the page's own look or by the server's word, and what to do. */
export function AddressTrouble({ odd, failure, onTake }: AddressTroubleProps) {
  if (odd?.kind === "empty") return <p className="trouble" role="alert">Type the address or the path of a git repository.</p>;
  if (odd?.kind === "odd") {
    const { sentence, suggestion } = odd;
    return (
      <p className="trouble" role="alert">
        {sentence}{" "}
        {suggestion === undefined ? null : (
          <button type="button" className="quiet-button" onClick={() => onTake(suggestion)}>
            Take <Inert text={suggestion} />
          </button>
        )}
      </p>
    );
  }
  if (!failure) return null;
  const path = failure.reason === "LOCAL_PATH_NOT_PERMITTED" ? failure.metadata["path"] : undefined;
  return (
    <div className="trouble" role="alert">
      <p>
        <Sentence text={failure.sentence} />
      </p>
      {path === undefined ? null : (
        <p className="trouble-command">
          <Copyable value={command(path)} shown={command(path)} label="the command" />
        </p>
      )}
      <p className="notice-reason">{failure.reason}</p>
    </div>
  );
}

/** The command that permits and analyses a path; quoted for a shell where it has to be. */
function command(path: string): string {
  const quoted = /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
  return `codevoyage analyze ${quoted}`;
}
