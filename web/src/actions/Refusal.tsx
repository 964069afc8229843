import { Link } from "@tanstack/react-router";
import { callFailure } from "../rpc/failure";
import { Sentence } from "../ui/Sentence";

/** Why a button did not do what it says; with the way to the run that stands in the way, if one does. */
export function Refusal({ error }: { readonly error: unknown }) {
  const { sentence, metadata } = callFailure(error);
  const other = /^analyses\/([a-z2-7]{16})$/.exec(metadata["analysis"] ?? "")?.[1];
  return (
    <p className="refusal" role="alert">
      <Sentence text={sentence} />
      {other === undefined ? null : (
        <>
          {" "}
          <Link to="/analyses/$id" params={{ id: other }}>
            Watch the run that is going
          </Link>
        </>
      )}
    </p>
  );
}
