import { Inert } from "./Inert";

/** A server's sentence: inert, with what stands between backticks as something to type. */
export function Sentence({ text }: { readonly text: string }) {
  return text.split(/`([^`]+)`/).map((part, index) =>
    index % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- parts of one sentence never move
      <code key={index} className="typed">
        <Inert text={part} />
      </code>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- parts of one sentence never move
      <Inert key={index} text={part} />
    ),
  );
}
