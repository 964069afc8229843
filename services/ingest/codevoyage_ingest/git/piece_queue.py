"""Which commits are asked for next, and in which order their changes are handed on; bounded at both ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, Self, TypeVar

from codevoyage_ingest.errors import Cancelled

Commits = Sequence[tuple[int, bytes]]


class Columns(Protocol):
    """What is read of each piece; its length says how much it takes to hold."""

    def __len__(self) -> int: ...

    def extend(self, other: Self) -> None:
        """Append what comes next."""


Read = TypeVar("Read", bound=Columns)

#: Commits of a piece: neighbours share trees in git's cache, and an answer stays small.
_PIECE_COMMITS = 32

#: Pieces of a block, whose newest is asked for first, as its newest commit is: packs hold new blobs whole and old ones
#: as differences from them, so going back in time took 10 % less of a core (and going back through all of history
#: little less than that).
_BLOCK_PIECES = 16
#: Blocks of a chunk at least, so that a short history keeps all cores busy.
_BLOCKS = 4

#: Pieces and changes that may wait for whoever takes them, and a block more: some 50 MB.
_WAITING_PIECES = 64
_WAITING_CHANGES = 100_000

#: Seconds between two looks at `cancelled`.
_CANCEL_INTERVAL = 0.25


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A few commits; `index` counts pieces in the order of commits."""

    index: int
    commits: Commits
    ends_chunk: bool


@dataclass(kw_only=True)
class PieceQueue(Generic[Read]):
    """What the threads that ask git take from and deliver to, and whoever wants the results waits at."""

    chunks: Iterable[Commits]
    cancelled: Callable[[], bool]
    empty: Callable[[], Read]  #: nothing read
    _blocks: Iterator[Sequence[Piece]] = field(init=False)
    _begun: dict[int, Iterator[Piece]] = field(default_factory=dict)  #: what is left of each thread's block
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _waiting: dict[int, tuple[Piece, Read]] = field(default_factory=dict)
    _waiting_changes: int = 0
    _taken: int = 0
    _delivered: int = 0
    _count: int | None = None
    _error: Exception | None = None
    _stopped: bool = False

    def __post_init__(self) -> None:
        self._blocks = _blocks(self.chunks)

    def stopped(self) -> bool:
        """Whether nobody wants the rest."""
        return self._stopped or self.cancelled()

    def stop(self) -> None:
        """Nobody wants the rest."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def fail(self, error: Exception) -> None:
        """Raise this where the results are taken."""
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def next(self, *, wait: bool) -> Piece | None:
        """The next piece; None if there is no more, or if there is no room now and `wait` is false."""
        with self._changed:
            if self._stopped:
                return None
            # A block is one thread's: neighbours in time have contents in common, which it may have at hand. One that
            # was begun is taken whole: its first commits, which are waited for, come last.
            piece = next(self._begun.get(threading.get_ident(), iter(())), None)
            if piece is not None:
                return piece
            while not self._stopped and self._count is None and self._full():
                if not wait:
                    return None
                self._changed.wait(_CANCEL_INTERVAL)
                if self.cancelled():
                    return None
            if self._stopped or self._count is not None:
                return None
            block = next(self._blocks, None)
            if block is None:
                self._count = self._taken
                self._changed.notify_all()
                return None
            self._taken += len(block)
            rest = self._begun[threading.get_ident()] = iter(block)
            return next(rest)

    def deliver(self, piece: Piece, columns: Read) -> None:
        """The changes of a piece, whenever they are there."""
        with self._changed:
            self._waiting[piece.index] = (piece, columns)
            self._waiting_changes += len(columns)
            self._changed.notify_all()

    def results(self) -> Iterator[Read]:
        """The changes of each chunk, in order."""
        chunk = self.empty()
        while (found := self._result()) is not None:
            piece, columns = found
            if len(chunk):
                chunk.extend(columns)
            else:
                chunk = columns
            if piece.ends_chunk:
                yield chunk
                chunk = self.empty()

    def _result(self) -> tuple[Piece, Read] | None:
        """The next piece in order, with its changes; None after the last one."""
        with self._changed:
            while self._delivered not in self._waiting:
                if self._error is not None:
                    raise self._error
                if self._count == self._delivered:
                    return None
                self._changed.wait(_CANCEL_INTERVAL)
                if self.cancelled():
                    raise Cancelled
            found = self._waiting.pop(self._delivered)
            self._delivered += 1
            self._waiting_changes -= len(found[1])
            self._changed.notify_all()
            return found

    def _full(self) -> bool:
        return self._taken - self._delivered >= _WAITING_PIECES or self._waiting_changes > _WAITING_CHANGES


def _blocks(chunks: Iterable[Commits]) -> Iterator[Sequence[Piece]]:
    """Pieces are numbered in the order of commits; within a block of them the last one comes first."""
    first = 0
    for chunk in chunks:
        begins = range(0, max(len(chunk), 1), _PIECE_COMMITS)
        size = min(_BLOCK_PIECES, -(-len(begins) // _BLOCKS))
        for block in range(0, len(begins), size):
            yield [
                Piece(
                    index=first + at,
                    commits=chunk[begins[at] : begins[at] + _PIECE_COMMITS],
                    ends_chunk=at == len(begins) - 1,
                )
                for at in reversed(range(block, min(block + size, len(begins))))
            ]
        first += len(begins)
