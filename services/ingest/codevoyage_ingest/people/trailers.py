"""Trailers of commit messages: who else had a part in a commit, and which part.

What is a trailer follows git-interpret-trailers(1): the last paragraph, unless it is the first; all of its lines are
trailers, or one is a line that git itself writes and at least a quarter are trailers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from codevoyage_ingest.people.assistants import is_assistant


class TrailerKind(IntEnum):
    """As `codevoyage.ingest.v1.TrailerKind`."""

    CO_AUTHORED_BY = 1
    SIGNED_OFF_BY = 2
    REVIEWED_BY = 3
    ACKED_BY = 4
    TESTED_BY = 5
    ASSISTED_BY = 6


@dataclass(frozen=True, kw_only=True)
class Trailer:
    """name, email: exact bytes; without an address the name is all that is said. assisted: by a program that writes
    code."""

    kind: TrailerKind
    name: bytes
    email: bytes
    assisted: bool


_KINDS: Final = {kind.name.replace("_", "-").encode().lower(): kind for kind in TrailerKind}
_ANY_OF_THEM: Final = re.compile(rb"^(?:" + b"|".join(_KINDS) + rb")[ \t]*:", re.IGNORECASE | re.MULTILINE)
_TRAILER: Final = re.compile(rb"([A-Za-z0-9-]+)[ \t]*:(.*)", re.DOTALL)
_PERSON: Final = re.compile(rb"([^<]*)<([^<>]*)>")
_CONFLICTS: Final = re.compile(rb"(?:^|\n)Conflicts:\n(?:\n|\t[^\n]*\n)*(?:\t[^\n]*)?\Z")
#: Lines that git writes itself.
_GITS: Final = (b"Signed-off-by: ", b"(cherry picked from commit ")
#: Bytes of a paragraph that is looked at, and trailers of one commit: those of the largest public merges are a tenth.
_PARAGRAPH_BYTES: Final = 64 << 10
_TRAILERS: Final = 500
#: Bytes of a name or an address; longer ones are no such thing.
_WORDS_BYTES: Final = 500


def trailers(message: bytes) -> list[Trailer]:
    """The trailers of a message that say who had a part in it, in their order."""
    if _ANY_OF_THEM.search(message) is None:
        return []
    found = []
    for key, value in _block(message)[:_TRAILERS]:
        kind = _KINDS.get(key.lower())
        if kind is not None and value:
            found.append(_trailer(kind, value))
    return found


def _trailer(kind: TrailerKind, value: bytes) -> Trailer:
    person = _PERSON.match(value)
    name, email = (person[1].strip(), person[2].strip()) if person is not None else (value, b"")
    name, email = name[:_WORDS_BYTES], email[:_WORDS_BYTES]
    assisted = kind is TrailerKind.ASSISTED_BY or (kind is TrailerKind.CO_AUTHORED_BY and is_assistant(name, email))
    return Trailer(kind=kind, name=name, email=email, assisted=assisted)


def _block(message: bytes) -> list[tuple[bytes, bytes]]:
    """(key, value) of all trailers of the last paragraph; none if it is no block of trailers."""
    found: list[tuple[bytes, bytes]] = []
    others = 0
    by_git = after_trailer = False
    for line in _last_paragraph(message):
        if line.startswith(b"#"):
            continue
        if line[:1] in (b" ", b"\t"):  # goes on with the line before, whatever that is
            if after_trailer:
                key, value = found[-1]
                found[-1] = (key, (value + b" " + line.strip()).strip())
            else:
                others += 1
            continue
        by_git = by_git or line.startswith(_GITS)
        trailer = _TRAILER.match(line)
        after_trailer = trailer is not None
        if trailer is not None:
            found.append((trailer[1], trailer[2].strip()))
        elif not line.startswith(_GITS):
            others += 1
    whole = found and not others
    return found if whole or (by_git and 3 * len(found) >= others) else []


def _last_paragraph(message: bytes) -> list[bytes]:
    """The lines after the last blank one; none if there is no blank line before them, as then they are the title."""
    text = message[-_PARAGRAPH_BYTES:].rstrip()
    if b"Conflicts:\n" in text:
        # What git once wrote after the trailers of a merge with conflicts is none of its message.
        text = _CONFLICTS.sub(b"", text).rstrip()
    # Blank lines are mostly empty: what comes before the last one of these need not be looked at.
    _, empty, paragraph = text.rpartition(b"\n\n")
    lines = paragraph.split(b"\n")
    for at in range(len(lines) - 1, -1, -1):
        if not lines[at] or lines[at].isspace():
            return lines[at + 1 :]
    return lines if empty else []
