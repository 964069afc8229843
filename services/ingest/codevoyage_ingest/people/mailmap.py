"""`.mailmap`: what a repository says itself of its people's names and addresses (gitmailmap(5)).

Matching is libgit2's, through pygit2. It takes case for a difference, which git does not, and wants text, which names
in commits need not be: so what is matched is made small first, and bytes travel as Latin-1, which every byte is.
"""

from __future__ import annotations

from typing import Final

import pygit2

#: Bytes that are read; the largest public one (linux) has 40 KB.
MAILMAP_BYTES: Final = 1 << 20
#: Ends what is matched: no name and no line of a mailmap has it, so that what comes back with it was not replaced.
_ASKED: Final = "\n"
#: Lines that count: each is put into a sorted list, so that a million of them would take minutes.
_LINES: Final = 20_000

Signature = tuple[bytes, bytes]


class Mailmap:
    """The mailmap of one tree; an empty one changes nothing. What is no line of a mailmap is left out."""

    def __init__(self, content: bytes = b"") -> None:
        self._map = pygit2.Mailmap()
        self._entries = 0
        proper: dict[Signature, list[bytes | None]] = {}
        for line in content[:MAILMAP_BYTES].split(b"\n")[:_LINES]:
            entry = _entry(line)
            if entry is not None:
                new, old = entry
                known = proper.setdefault(old, [None, None])
                for at, value in enumerate(new):  # a later line says only what it says
                    known[at] = value if value else known[at]
        for (name, email), (new_name, new_email) in proper.items():
            self._map.add_entry(_text(new_name), _text(new_email), _asked(name) if name else None, _asked(email))
            self._entries += 1

    def __len__(self) -> int:
        return self._entries

    def proper(self, name: bytes, email: bytes) -> Signature:
        """The name and the address that belong to those of a commit."""
        if not self._entries or b"\0" in name + email:
            return name, email
        found_name, found_email = self._map.resolve(_asked(name.lower()), _asked(email.lower()))
        return (
            name if found_name.endswith(_ASKED) else found_name.encode("latin-1"),
            email if found_email.endswith(_ASKED) else found_email.encode("latin-1"),
        )


def _entry(line: bytes) -> tuple[Signature, Signature] | None:
    """((proper name, proper address), (name, address) in commits, made small); empty: any name, or no proper one."""
    if line.startswith(b"#") or b"\0" in line:
        return None
    name, email, rest = _pair(line)
    old_name, old_email, _ = _pair(rest)
    if old_email:
        return (name, email), (old_name.lower(), old_email.lower())
    return ((name, b""), (b"", email.lower())) if name and email else None


def _pair(text: bytes) -> tuple[bytes, bytes, bytes]:
    """A name, an address in angle brackets as it is written there, and what comes after; all empty if there is none."""
    name, _, rest = text.partition(b"<")
    email, bracket, rest = rest.partition(b">")
    return (name.strip(), email, rest) if bracket else (b"", b"", b"")


def _text(value: bytes | None) -> str | None:
    return None if not value else value.decode("latin-1")


def _asked(value: bytes) -> str:
    return value.decode("latin-1") + _ASKED
