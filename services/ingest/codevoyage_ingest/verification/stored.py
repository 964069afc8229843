"""What the tables say of commits, changes and trees, as the plain values that git's answers are compared with."""

from __future__ import annotations

from collections.abc import Generator
from itertools import groupby
from typing import Any

from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import facts_pb2
from codevoyage_ingest.store.stored_rows import StoredRows
from codevoyage_ingest.verification.facts import Change, Commit, Signed, TreeFile

_LETTERS = {
    facts_pb2.CHANGE_STATUS_ADDED: "A",
    facts_pb2.CHANGE_STATUS_MODIFIED: "M",
    facts_pb2.CHANGE_STATUS_DELETED: "D",
    facts_pb2.CHANGE_STATUS_RENAMED: "R",
    facts_pb2.CHANGE_STATUS_TYPE_CHANGED: "T",
}
#: Of a number that its dictionary does not have.
_NAMELESS = b"(no such number)"


def stored_commits(rows: StoredRows, first: int, end: int) -> Generator[Commit, None, None]:
    """The commits [first, end), each with its changes; changes of a commit that is not there come with nobody."""
    grouped = groupby(rows.changes(first, end), key=lambda row: row.commit)
    number, changes = next(grouped, (end, iter(())))
    for row in rows.commits(first, end):
        while number < row.number:
            number, changes = next(grouped, (end, iter(())))
        mine = tuple(map(_change, changes)) if number == row.number else ()
        yield Commit(
            id=row.id,
            parents=tuple(row.parents),
            author=_signed(row.author_name, row.author_email, row.author_time, row.author_offset),
            committer=_signed(row.committer_name, row.committer_email, row.committer_time, row.committer_offset),
            subject=row.subject,
            message=row.message,
            changes=mine,
        )


def stored_tree(rows: StoredRows, position: int) -> Generator[TreeFile, None, None]:
    """The files that stand at a position, in ascending order of paths."""
    for row in rows.tree(position):
        yield TreeFile(path=_named(row.path_name), mode=row.mode, blob=row.blob, bytes=row.bytes, lines=row.lines)


def _signed(name: bytes | None, email: bytes | None, seconds: int | None, offset: int) -> Signed:
    return Signed(name=_named(name), email=_named(email), seconds=seconds, offset=offset)


def _change(row: Row[Any]) -> Change:
    return Change(
        status=_LETTERS.get(row.status, "?"),
        path=_named(row.path_name),
        old_path=_named(row.old_path_name),
        insertions=row.insertions,
        deletions=row.deletions,
        old_mode=row.old_mode,
        mode=row.new_mode,
        old_blob=row.old_blob,
        blob=row.new_blob,
        score=row.score,
    )


def _named(name: bytes | None) -> bytes:
    return _NAMELESS if name is None else name
