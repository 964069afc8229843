import { pieces } from "../format/inert";

/** Text of a repository: isolated from the direction of what is around it, acting characters shown by number. */
export function Inert({ text }: { readonly text: string }) {
  return (
    <bdi>
      {pieces(text).map((piece, index) =>
        piece.control ? (
          // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name, and never move
          <span key={index} className="control" title="A character that would act on the text around it">
            {piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </bdi>
  );
}
