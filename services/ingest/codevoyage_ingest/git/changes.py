"""File changes of many commits by several `git diff-tree` processes, delivered in the order asked.

A process answers pieces of a few commits; whoever is free takes the next piece, so that one commit of ten thousand
files holds up nobody else. What was read but not taken yet is bounded, and so is each answer.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.change_columns import ChangeColumns, MalformedChanges, parse_changes
from codevoyage_ingest.git.diff_tree import DiffTree
from codevoyage_ingest.git.runner import Git, never

Commits = Sequence[tuple[int, bytes]]

#: git's own default, said aloud: the definition of a rename must not depend on its version.
RENAME_LIMIT = 1000

#: Commits of a piece: neighbours share trees in git's cache, and an answer stays small.
_PIECE_COMMITS = 32

#: Pieces that a process has been asked for at a time, so that it never waits for us.
_ASKED = 2

#: Pieces and changes that may wait for whoever takes them: some 50 MB.
_WAITING_PIECES = 64
_WAITING_CHANGES = 100_000

#: Seconds between two looks at `cancelled`.
_CANCEL_INTERVAL = 0.25


def read_changes(
    git: Git,
    chunks: Iterable[Commits],
    *,
    processes: int | None = None,
    rename_limit: int = RENAME_LIMIT,
    cancelled: Callable[[], bool] = never,
) -> Iterator[ChangeColumns]:
    """For each chunk of non-merge commits (number, raw id), their changes against the parent; roots against nothing.

    chunks: taken as they are needed, by threads of ours. processes: how many git processes; by default one a core.
    Errors: Cancelled, RepositoryCorrupt, QuotaExceeded, and as git's end means. Leaving the iteration early ends git.
    """
    work = _Work(chunks=chunks, cancelled=cancelled)
    threads = [
        threading.Thread(target=_serve, args=(git, work, rename_limit), name=f"changes {index}", daemon=True)
        for index in range(processes or os.cpu_count() or 1)
    ]
    for thread in threads:
        thread.start()
    try:
        yield from work.results()
    finally:
        work.stop()
        for thread in threads:
            thread.join()  # bounded: each looks at `stopped` four times a second


def _serve(git: Git, work: _Work, rename_limit: int) -> None:
    """One thread: ask a git of its own for pieces until there are none."""
    asked: list[_Piece] = []
    try:
        options = ("--raw", "--numstat", "-M", f"-l{rename_limit}")
        with DiffTree(git, *options, cancelled=work.stopped) as tree:
            while True:
                while len(asked) < _ASKED and (piece := work.next(wait=not asked)) is not None:
                    if piece.commits:
                        tree.ask([name.hex() for _, name in piece.commits])
                        asked.append(piece)
                    else:
                        work.deliver(piece, ChangeColumns())
                if not asked:
                    break
                piece = asked.pop(0)
                work.deliver(piece, parse_changes(tree.answer(), piece.commits, rename_limit=rename_limit))
            tree.finish()
    except MalformedChanges as error:
        work.fail(RepositoryCorrupt(git.source, detail=f"changes cannot be read: {error}"))
    except Exception as error:  # noqa: BLE001  whoever takes the results raises it
        work.fail(error)


@dataclass(frozen=True, kw_only=True)
class _Piece:
    index: int
    commits: Commits
    ends_chunk: bool


@dataclass(kw_only=True)
class _Work:
    """What threads take from and deliver to."""

    chunks: Iterable[Commits]
    cancelled: Callable[[], bool]
    _pieces: Iterator[_Piece] = field(init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _waiting: dict[int, tuple[_Piece, ChangeColumns]] = field(default_factory=dict)
    _waiting_changes: int = 0
    _taken: int = 0
    _delivered: int = 0
    _count: int | None = None
    _error: Exception | None = None
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._pieces = _pieces(self.chunks)

    def stopped(self) -> bool:
        return self._stopped or self.cancelled()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def next(self, *, wait: bool) -> _Piece | None:
        """The next piece; None if there is no more, or if there is no room now and `wait` is false."""
        with self._changed:
            while not self._stopped and self._count is None and self._full():
                if not wait:
                    return None
                self._changed.wait(_CANCEL_INTERVAL)
                if self.cancelled():
                    return None
            if self._stopped or self._count is not None:
                return None
            piece = next(self._pieces, None)
            if piece is None:
                self._count = self._taken
                self._changed.notify_all()
            else:
                self._taken += 1
            return piece

    def deliver(self, piece: _Piece, columns: ChangeColumns) -> None:
        with self._changed:
            self._waiting[piece.index] = (piece, columns)
            self._waiting_changes += len(columns)
            self._changed.notify_all()

    def results(self) -> Iterator[ChangeColumns]:
        chunk = ChangeColumns()
        while (found := self._result()) is not None:
            piece, columns = found
            if len(chunk):
                chunk.extend(columns)
            else:
                chunk = columns
            if piece.ends_chunk:
                yield chunk
                chunk = ChangeColumns()

    def _result(self) -> tuple[_Piece, ChangeColumns] | None:
        """The next piece in order, with its changes; None after the last one."""
        with self._changed:
            while self._delivered not in self._waiting:
                if self._error is not None:
                    raise self._error
                if self._count == self._delivered:
                    return None
                self._changed.wait(_CANCEL_INTERVAL)
            found = self._waiting.pop(self._delivered)
            self._delivered += 1
            self._waiting_changes -= len(found[1])
            self._changed.notify_all()
            return found

    def _full(self) -> bool:
        return self._taken - self._delivered >= _WAITING_PIECES or self._waiting_changes > _WAITING_CHANGES


def _pieces(chunks: Iterable[Commits]) -> Iterator[_Piece]:
    index = 0
    for chunk in chunks:
        for begin in range(0, max(len(chunk), 1), _PIECE_COMMITS):
            end = begin + _PIECE_COMMITS
            yield _Piece(index=index, commits=chunk[begin:end], ends_chunk=end >= len(chunk))
            index += 1
