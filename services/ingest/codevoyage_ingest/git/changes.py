"""File changes of many commits by several `git diff-tree` processes, delivered in the order asked.

A process answers pieces of a few commits; whoever is free takes the next piece, so that one commit of ten thousand
files holds up nobody else. What was read but not taken yet is bounded, and so is each answer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.change_columns import ChangeColumns, MalformedChanges
from codevoyage_ingest.git.change_readers import ChangeReader, CountedByGit, CountedFromContents
from codevoyage_ingest.git.piece_queue import Commits, Piece, PieceQueue
from codevoyage_ingest.git.piece_stream import PieceStream
from codevoyage_ingest.git.runner import Git, never

#: git's own default, said aloud: the definition of a rename must not depend on its version.
RENAME_LIMIT = 1000

#: Pieces that a thread has asked for at a time: one is counted, the next one's contents are unpacked, and git compares
#: the trees of a third.
_ASKED = 3


def read_changes(
    git: Git,
    chunks: Iterable[Commits],
    *,
    processes: int | None = None,
    counting: bool = False,
    rename_limit: int = RENAME_LIMIT,
    cancelled: Callable[[], bool] = never,
) -> PieceStream[ChangeColumns]:
    """For each chunk of non-merge commits (number, raw id), their changes against the parent; roots against nothing.

    chunks: taken as they are needed, by threads of ours. processes: how many git processes; by default one a core.
    counting: count lines from contents, where git's own counting is slower; the numbers are the same.
    Errors, from the iteration: Cancelled, RepositoryCorrupt, QuotaExceeded, and as git's end means.
    """
    queue = PieceQueue(chunks=chunks, cancelled=cancelled, empty=ChangeColumns)
    return PieceStream(
        queue,
        [
            threading.Thread(
                target=_serve, args=(git, queue, rename_limit, counting), name=f"changes {index}", daemon=True
            )
            for index in range(processes or os.cpu_count() or 1)
        ],
    )


def _serve(git: Git, queue: PieceQueue[ChangeColumns], rename_limit: int, counting: bool) -> None:
    """One thread: ask gits of its own for pieces until there are none."""
    asked: list[Piece] = []
    kind: type[ChangeReader] = CountedFromContents if counting else CountedByGit
    try:
        with kind(git, rename_limit=rename_limit, cancelled=queue.stopped) as reader:
            while True:
                while len(asked) < _ASKED and (piece := queue.next(wait=not asked)) is not None:
                    if piece.commits:
                        reader.ask(piece.commits[::-1])
                        asked.append(piece)
                    else:
                        queue.deliver(piece, ChangeColumns())
                if not asked:
                    break
                piece = asked.pop(0)
                queue.deliver(piece, reader.answer(piece.commits[::-1]).by_number())
            reader.finish()
    except MalformedChanges as error:
        queue.fail(RepositoryCorrupt(git.source, detail=f"changes cannot be read: {error}"))
    except Exception as error:  # noqa: BLE001  whoever takes the results raises it
        queue.fail(error)
