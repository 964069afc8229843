"""Lines of blobs for free: lines(new) = lines(old) + insertions - deletions, along the changes.

What no chain of changes reaches (blobs born in merges, or before a cap) is named, to be counted from content; what
hangs on it follows then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import NOT_COUNTED, ChangeColumns
from codevoyage_ingest.git.mainline import SUBMODULE


class BlobLines:
    """Number of lines by raw blob id; BINARY where a blob has none."""

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}
        #: blob: (another one, how many lines more this one has), where neither was known when they met. Never a
        #: circle: what hangs on something leads to a blob that hangs on nothing.
        self._hanging: dict[bytes, tuple[bytes, int]] = {}

    def add(self, changes: ChangeColumns) -> None:
        """Learn from changes, in the order of commit numbers."""
        known = self._known
        for status, old, new, old_mode, mode, added, removed, old_lines in zip(
            changes.statuses,
            changes.old_blobs,
            changes.blobs,
            changes.old_modes,
            changes.modes,
            changes.insertions,
            changes.deletions,
            changes.old_lines,
            strict=True,
        ):
            if old_mode == SUBMODULE or mode == SUBMODULE:
                continue
            if old_lines != NOT_COUNTED:
                known.setdefault(old, old_lines)
            if status == "A":
                known[new] = added  # BINARY is what git says too: -1
            elif status == "D":
                known.setdefault(old, removed)
            elif new in known:
                if added != BINARY and known[new] != BINARY:
                    known.setdefault(old, known[new] - added + removed)
            elif added == BINARY:
                if known.get(old, BINARY) != BINARY or old == new:
                    known[new] = BINARY  # one of the two is binary, and it is not the old one
            elif old in known:
                # Of a rename git also compares the lines of what is too large for a text: then that must be counted.
                if known[old] != BINARY:
                    known[new] = known[old] + added - removed
            elif new not in self._hanging:
                root, more = self._root(old)
                if root != new:
                    self._hanging[new] = (root, more + added - removed)

    def learn(self, counted: Mapping[bytes, int]) -> None:
        """Take numbers that were counted from content."""
        self._known.update(counted)

    def to_count(self, blobs: Iterable[bytes]) -> list[bytes]:
        """The blobs whose content must be counted next so that all of these are known; each once, in their order.

        Empty: all are known. To be asked again after `learn`, as what hangs on a binary is counted by itself.
        """
        found: dict[bytes, None] = {}
        for blob in blobs:
            if blob not in self._known:
                root, _ = self._root(blob)
                if root not in self._known:
                    found[root] = None
                elif self._known[root] == BINARY:
                    found[blob] = None
        return list(found)

    def lines(self, blob: bytes) -> int:
        """The number of lines. Errors: KeyError if it still has to be counted."""
        known = self._known.get(blob)
        if known is not None:
            return known
        root, more = self._root(blob)
        return self._known[root] + more

    def _root(self, blob: bytes) -> tuple[bytes, int]:
        """The blob at the end of the chain, known or not, and how many lines more this one has."""
        chain = []
        while blob not in self._known and blob in self._hanging:
            chain.append(blob)
            blob = self._hanging[blob][0]
        total = 0
        for link in reversed(chain):  # shorten the chain, so that a long one is walked once
            total += self._hanging[link][1]
            self._hanging[link] = (blob, total)
        return blob, total
