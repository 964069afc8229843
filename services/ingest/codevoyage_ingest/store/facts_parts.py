"""One chunk as messages that any client takes: a chunk that is too large for one is cut, always in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from codevoyage.ingest.v1 import facts_pb2 as pb

#: Bytes of one message. gRPC's default is 4 MiB for what a client takes; a quarter is left for what surrounds it.
PART_BYTES: Final = 3 * 1024 * 1024
_KINDS: Final = (
    "signatures",
    "paths",
    "files",
    "commits",
    "trailers",
    "changes",
    "versions",
    "people",
    "tree",
    "kinds",
    "measures",
    "tags",
)
#: The column that has one entry a row, where a message has others too.
_ROW_COLUMN: Final = {
    "SignatureColumns": "names",
    "PathColumns": "paths",
    "CommitColumns": "parent_counts",
    "TrailerColumns": "commits",
    "ChangeColumns": "commits",
    "VersionColumns": "paths",
    "PersonColumns": "persons",
    "TreeColumns": "paths",
    "KindColumns": "languages",
    "MeasureColumns": "paths",
    "TagColumns": "names",
}
#: Columns with entries that are not rows.
_OF_THE_WHOLE: Final = ("rename_limited_commits", "language_names", "measurer")
_IDENTITY_BYTES: Final = 16
Columns = TypeVar("Columns", bound=Any)


def parts(facts: pb.Facts) -> Iterator[pb.Facts]:
    """The chunk, cut at rows where it has more than PART_BYTES; dictionaries stay before the rows that use them."""
    if facts.ByteSize() <= PART_BYTES:
        yield facts
        return
    for kind in _KINDS:
        if facts.HasField(kind):
            for columns in _cut(getattr(facts, kind)):
                yield pb.Facts(**{kind: columns})


def _cut(columns: Columns) -> Iterator[Columns]:
    rows = _rows(columns)
    if columns.ByteSize() <= PART_BYTES or rows < 2:
        yield columns
        return
    middle = rows // 2
    yield from _cut(_slice(columns, 0, middle, rows))
    yield from _cut(_slice(columns, middle, rows, rows))


def _rows(columns: Any) -> int:
    if isinstance(columns, pb.FileColumns):
        return len(columns.identities) // _IDENTITY_BYTES
    return len(getattr(columns, _ROW_COLUMN[columns.DESCRIPTOR.name]))


def _slice(columns: Columns, first: int, end: int, rows: int) -> Columns:
    """Rows [first, end) of all columns."""
    part: Columns = type(columns)()
    for field, value in columns.ListFields():
        if field.name == "parent_ids":
            width = len(columns.ids) // rows
            begin = sum(columns.parent_counts[:first])
            count = sum(columns.parent_counts[first:end])
            part.parent_ids = value[begin * width : (begin + count) * width]
        elif field.name in _OF_THE_WHOLE:
            continue
        elif isinstance(value, bytes):
            width = len(value) // rows
            setattr(part, field.name, value[first * width : end * width])
        elif not isinstance(value, int):
            getattr(part, field.name).extend(value[first:end])
    if isinstance(columns, pb.PersonColumns):
        part.identity_version = columns.identity_version
    elif isinstance(columns, pb.ChangeColumns):
        # Which commits are complete is known with the last row.
        part.first_commit = columns.first_commit
        part.end_commit = columns.end_commit if end == rows else columns.first_commit
        if end == rows:
            part.rename_limited_commits.extend(columns.rename_limited_commits)
    elif isinstance(columns, pb.MeasureColumns):
        part.measurer = columns.measurer
    elif isinstance(columns, pb.TagColumns):
        part.listed, part.unknown = columns.listed, columns.unknown
    elif isinstance(columns, pb.KindColumns):
        part.kinds_version = columns.kinds_version
        part.language_names.extend(columns.language_names)
    if "first_number" in columns.DESCRIPTOR.fields_by_name:
        part.first_number = columns.first_number + first
    return part
