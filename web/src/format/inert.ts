/**
 * Text of repositories, made harmless to read.
 *
 * React never builds HTML of it; what is left are characters that act on their own: controls, and those that
 * reorder or hide the text around them (Unicode UAX #9, "Trojan Source"). They are told apart here, so that
 * they can be shown by their number.
 */

export interface Piece {
  readonly text: string;
  /** The text is the name of a character that was taken out: `U+202E`. */
  readonly control: boolean;
}

// C0, DEL, C1, soft hyphen, Arabic letter mark, zero-width and directional marks, line and paragraph separators,
// embeddings and overrides, invisible operators, isolates, byte order mark, interlinear anchors, tags.
// oxlint-disable-next-line no-control-regex -- finding them is what it is for
const ACTING = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Splits text at characters that act; each of them becomes a piece of its own, named by its code point. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ACTING)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), control: false });
    found.push({ text: codePoint(match[0]), control: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), control: false });
  return found;
}

/** The same as one string, for titles and labels: an override becomes `⟨U+202E⟩`. */
export function inertText(text: string): string {
  return pieces(text)
    .map((piece) => (piece.control ? `⟨${piece.text}⟩` : piece.text))
    .join("");
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
