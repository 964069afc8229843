"""The answer of a comparison as it is kept and sent: a summary, then the changes, as many as there is room for."""

from __future__ import annotations

from typing import Final

from codevoyage.ingest.v1 import compare_service_pb2 as pb
from codevoyage.ingest.v1 import facts_pb2
from codevoyage_ingest.comparison.differences import Differences
from codevoyage_ingest.comparison.fetching import Fetched
from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import ChangeColumns

#: Changes that are told, and bytes of all of them: what somebody looks through, and what a row of a table holds well.
CHANGES: Final = 10_000
ALL_BYTES: Final = 8 << 20
#: Changes of one message, and bytes after which it is full; a client takes 4 MiB.
_MESSAGE_CHANGES: Final = 1_000
_MESSAGE_BYTES: Final = 1 << 20
_STATUSES: Final = {
    "A": facts_pb2.CHANGE_STATUS_ADDED,
    "M": facts_pb2.CHANGE_STATUS_MODIFIED,
    "D": facts_pb2.CHANGE_STATUS_DELETED,
    "R": facts_pb2.CHANGE_STATUS_RENAMED,
    "T": facts_pb2.CHANGE_STATUS_TYPE_CHANGED,
}


def answer(fetched: Fetched, found: Differences) -> list[pb.CompareRefsResponse]:
    """found: with a merge base."""
    columns = found.changes or ChangeColumns()
    messages, told = _changes(columns)
    summary = pb.RefSummary(
        base_commit=fetched.base,
        head_commit=fetched.head,
        merge_base=found.merge_bases[0],
        merge_bases=len(found.merge_bases),
        ahead=found.ahead,
        behind=found.behind,
        files=len(columns),
        insertions=sum(lines for lines in columns.insertions if lines != BINARY),
        deletions=sum(lines for lines in columns.deletions if lines != BINARY),
        truncated=told < len(columns),
        rename_limited=bool(columns.rename_limited),
    )
    return [pb.CompareRefsResponse(summary=summary), *messages]


def _changes(columns: ChangeColumns) -> tuple[list[pb.CompareRefsResponse], int]:
    """Messages, and how many changes they tell."""
    messages: list[pb.CompareRefsResponse] = []
    told, taken, room = 0, 0, ALL_BYTES
    while told < min(len(columns), CHANGES):
        change = _change(columns, told)
        size = change.ByteSize()
        room -= size
        if room < 0:
            break
        if not messages or taken + size > _MESSAGE_BYTES or len(messages[-1].changes.changes) == _MESSAGE_CHANGES:
            messages.append(pb.CompareRefsResponse(changes=pb.RefChanges()))
            taken = 0
        messages[-1].changes.changes.append(change)
        taken += size
        told += 1
    return messages, told


def _change(columns: ChangeColumns, row: int) -> pb.RefChange:
    path, old_path = columns.paths[row], columns.old_paths[row]
    change = pb.RefChange(
        status=_STATUSES[columns.statuses[row]],
        path=path,
        old_path=b"" if old_path == path else old_path,
        old_mode=columns.old_modes[row],
        new_mode=columns.modes[row],
        score=columns.scores[row],
    )
    if columns.insertions[row] != BINARY:
        change.insertions = columns.insertions[row]
        change.deletions = columns.deletions[row]
    return change
