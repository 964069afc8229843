"""Hunks as the wire has them: rows in, messages out that any client takes."""

from __future__ import annotations

from typing import Final

from codevoyage.ingest.v1 import facts_pb2
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

    def add_merge(
        self, commit: int, ordinal: int, status: facts_pb2.ChangeStatus.ValueType, path: bytes, old_path: bytes
    ) -> None:
        """One change of a mainline merge. old_path: empty unless renamed."""
        merges = self._message.merges
        merges.commits.append(commit)
        merges.ordinals.append(ordinal)
        merges.statuses.append(status)
        merges.paths.append(path)
        merges.old_paths.append(old_path)
        self._bytes += _ROW_BYTES + len(path) + len(old_path)

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
