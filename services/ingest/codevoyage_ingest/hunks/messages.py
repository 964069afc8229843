"""Hunks as the wire has them: rows in, messages out that any client takes."""

from __future__ import annotations

from typing import Any, Final

from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage_ingest.domain import Span

#: Bytes after which a message is full. gRPC's default is 4 MiB for what a client takes, and what comes last, a piece of
#: hunks of 1 MiB at most, may come on top of it.
FULL_BYTES: Final = 2 << 20
_HUNK_BYTES: Final = 16
#: Of a row, beside its bytes: numbers of at most five bytes each, and what announces them.
_ROW_BYTES: Final = 24


class HunkMessages:
    """The messages of one chunk. Rows are added in order, merges' changes before hunks."""

    def __init__(self, span: Span) -> None:
        """span: the commits of the chunk."""
        self._span = span
        self._message = self._empty()
        self._hunks: list[bytes] = []
        self._bytes = 0

    def add_merge(self, row: Any) -> None:
        """One change of a merge: a row of table `merge_changes`."""
        merges = self._message.merges
        merges.commits.append(row.commit)
        merges.ordinals.append(row.ordinal)
        merges.statuses.append(row.status)
        merges.paths.append(row.path)
        merges.old_paths.append(row.old_path or b"")
        merges.parents.append(row.parent)
        merges.taken_from.append(row.taken_from)
        merges.binary.append(row.binary)
        self._bytes += _ROW_BYTES + len(row.path) + len(row.old_path or b"")

    def add_hunks(self, commit: int, ordinal: int, packed: bytes) -> None:
        """Hunks of one change, or some more of those of the change that was added last."""
        message = self._message
        count = len(packed) // _HUNK_BYTES
        if message.commits and (message.commits[-1], message.ordinals[-1]) == (commit, ordinal):
            message.counts[-1] += count
        else:
            message.commits.append(commit)
            message.ordinals.append(ordinal)
            message.counts.append(count)
        self._hunks.append(packed)
        self._bytes += _ROW_BYTES + len(packed)

    @property
    def full(self) -> bool:
        """Whether there is enough for a message."""
        return self._bytes >= FULL_BYTES

    def take(self, *, last: bool = False) -> pb.HunkColumns:
        """What was added since the last call. last: the chunk has no more; only then are its commits complete."""
        message = self._message
        message.hunks = b"".join(self._hunks)
        message.end_commit = self._span.end if last else self._span.first
        self._message, self._hunks, self._bytes = self._empty(), [], 0
        return message

    def _empty(self) -> pb.HunkColumns:
        return pb.HunkColumns(first_commit=self._span.first)
