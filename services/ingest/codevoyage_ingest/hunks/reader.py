"""Hunks of many commits by several `git diff-tree` processes, delivered in the order asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from codevoyage_ingest.domain import Span
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.piece_queue import Commits, Piece, PieceQueue
from codevoyage_ingest.git.piece_stream import PieceStream
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.hunks.columns import HunkColumns
from codevoyage_ingest.hunks.merges import Merge, MergeReader
from codevoyage_ingest.hunks.patch_tree import PatchTree
from codevoyage_ingest.hunks.patches import FileHunks

#: Pieces that a process has been asked for at a time, so that it never waits for us.
_ASKED = 2


def read_hunks(
    git: Git,
    order: CommitOrder,
    spans: Iterable[Span],
    *,
    processes: int | None = None,
    rename_limit: int = RENAME_LIMIT,
    cancelled: Callable[[], bool] = never,
) -> PieceStream[HunkColumns]:
    """For each span of commit numbers, the hunks of its non-merge commits against the parent, of its mainline merges
    against the first parent; and of all merges, against each parent, those of files that no parent has as they are.

    processes: how many git processes; by default one a core.
    Errors, from the iteration: Cancelled, RepositoryCorrupt, QuotaExceeded, and as git's end means.
    """
    queue = PieceQueue(chunks=(_wanted(order, span) for span in spans), cancelled=cancelled, empty=HunkColumns)
    reading = _Reading(git, order, frozenset(order.mainline), queue, rename_limit)
    return PieceStream(
        queue,
        [
            threading.Thread(target=reading.serve, name=f"hunks {index}", daemon=True)
            for index in range(processes or os.cpu_count() or 1)
        ],
    )


def _wanted(order: CommitOrder, span: Span) -> Commits:
    return [(number, order.id(number)) for number in range(span.first, span.end)]


@dataclass(frozen=True)
class _Reading:
    """What all threads of one reading share."""

    git: Git
    order: CommitOrder
    mainline: frozenset[int]
    queue: PieceQueue[HunkColumns]
    rename_limit: int

    def serve(self) -> None:
        """One thread: ask a git of its own for pieces until there are none."""
        asked: list[Piece] = []
        options: dict[str, Any] = {"rename_limit": self.rename_limit, "cancelled": self.queue.stopped}
        try:
            with PatchTree(self.git, **options) as tree, MergeReader(self.git, **options) as merges:
                while True:
                    while len(asked) < _ASKED and (piece := self.queue.next(wait=not asked)) is not None:
                        if questions := self._questions(piece):
                            tree.ask(questions[::-1])
                        asked.append(piece)
                    if not asked:
                        break
                    piece = asked.pop(0)
                    answers = tree.answer()[::-1] if self._questions(piece) else []
                    self.queue.deliver(piece, self._columns(piece, answers, merges))
                tree.finish()
                merges.finish()
        except Exception as error:  # noqa: BLE001  whoever takes the results raises it
            self.queue.fail(error)

    def _questions(self, piece: Piece) -> list[tuple[bytes, bytes]]:
        # A commit whose parent a cap or a shallow clone cut off is compared as git does it without being told.
        return [
            (name, self.order.parents_of(number)[0] if self._is_merge(number) else b"")
            for number, name in piece.commits
            if number in self.mainline or not self._is_merge(number)
        ]

    def _columns(self, piece: Piece, answers: list[list[FileHunks]], reader: MergeReader) -> HunkColumns:
        files = iter(answers)
        told = {
            number: next(files) for number, _ in piece.commits if number in self.mainline or not self._is_merge(number)
        }
        asked = [(number, name) for number, name in piece.commits if self._is_merge(number)]
        merges = [
            Merge(name=name, parents=self.order.parents_of(number), files=told.get(number)) for number, name in asked
        ]
        changes = dict(zip((number for number, _ in asked), reader.read(merges), strict=True))
        columns = HunkColumns()
        for number, _ in piece.commits:
            if number in changes:
                columns.add_merge(number, changes[number])
            else:
                columns.add(number, told[number])
        return columns

    def _is_merge(self, number: int) -> bool:
        return len(self.order.parents_of(number)) > 1
