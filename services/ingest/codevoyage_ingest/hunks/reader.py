"""Hunks of many commits by several `git diff-tree` processes, delivered in the order asked."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable

from codevoyage_ingest.domain import Span
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.piece_queue import Commits, Piece, PieceQueue
from codevoyage_ingest.git.piece_stream import PieceStream
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.hunks.columns import HunkColumns
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
    """For each span of commit numbers, the hunks of its non-merge commits against the parent, and of its mainline
    merges against the first parent. Merges off the mainline have none.

    processes: how many git processes; by default one a core.
    Errors, from the iteration: Cancelled, RepositoryCorrupt, QuotaExceeded, and as git's end means.
    """
    mainline = frozenset(order.mainline)
    queue = PieceQueue(
        chunks=(_wanted(order, span, mainline) for span in spans), cancelled=cancelled, empty=HunkColumns
    )
    return PieceStream(
        queue,
        [
            threading.Thread(target=_serve, args=(git, order, queue, rename_limit), name=f"hunks {index}", daemon=True)
            for index in range(processes or os.cpu_count() or 1)
        ],
    )


def _wanted(order: CommitOrder, span: Span, mainline: frozenset[int]) -> Commits:
    numbers = range(span.first, span.end)
    return [(number, order.id(number)) for number in numbers if not _is_merge(order, number) or number in mainline]


def _is_merge(order: CommitOrder, number: int) -> bool:
    return len(order.parents_of(number)) > 1


def _serve(git: Git, order: CommitOrder, queue: PieceQueue[HunkColumns], rename_limit: int) -> None:
    """One thread: ask a git of its own for pieces until there are none."""
    asked: list[Piece] = []
    try:
        with PatchTree(git, rename_limit=rename_limit, cancelled=queue.stopped) as tree:
            while True:
                while len(asked) < _ASKED and (piece := queue.next(wait=not asked)) is not None:
                    if piece.commits:
                        tree.ask([_question(order, *commit) for commit in reversed(piece.commits)])
                        asked.append(piece)
                    else:
                        queue.deliver(piece, HunkColumns())
                if not asked:
                    break
                piece = asked.pop(0)
                queue.deliver(piece, _columns(order, piece, tree.answer()[::-1]))
            tree.finish()
    except Exception as error:  # noqa: BLE001  whoever takes the results raises it
        queue.fail(error)


def _question(order: CommitOrder, number: int, name: bytes) -> tuple[bytes, bytes]:
    # A commit whose parent a cap or a shallow clone cut off is compared as git does it without being told.
    return name, order.parents_of(number)[0] if _is_merge(order, number) else b""


def _columns(order: CommitOrder, piece: Piece, answers: list[list[FileHunks]]) -> HunkColumns:
    columns = HunkColumns()
    for (number, _), files in zip(piece.commits, answers, strict=True):
        merge = _is_merge(order, number)
        for ordinal, file in enumerate(files):
            if merge:
                columns.merges.commits.append(number)
                columns.merges.ordinals.append(ordinal)
                columns.merges.statuses.append(file.status)
                columns.merges.paths.append(file.path)
                columns.merges.old_paths.append(file.old_path)
            if file.hunks:
                columns.commits.append(number)
                columns.ordinals.append(ordinal)
                columns.hunks.append(file.packed())
    return columns
