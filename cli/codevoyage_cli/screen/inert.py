"""Text of repositories and of git, made harmless to read on a terminal.

What acts on its own is shown by its number, as the page shows it: control characters (ANSI sequences begin with one),
and those that reorder or hide the text around them (Unicode UAX #9, "Trojan Source").
"""

from __future__ import annotations

import re
from typing import Final

#: C0, DEL, C1, soft hyphen, Arabic letter mark, zero-width and directional marks, line and paragraph separators,
#: embeddings and overrides, invisible operators, isolates, byte order mark, interlinear anchors, surrogates, tags.
_ACTING: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def inert(text: str) -> str:
    """The text on one line: an override becomes `⟨U+202E⟩`."""
    return _ACTING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def inert_lines(text: str) -> str:
    """The same, of a sentence of ours that may have several lines."""
    return "\n".join(inert(line) for line in text.split("\n"))
