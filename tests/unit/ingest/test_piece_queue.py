"""Pieces of chunks: taken by anybody in any order, handed on in one, and never all at once."""

from __future__ import annotations

import threading

import pytest

from codevoyage_ingest.errors import Cancelled
from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.piece_queue import Piece, PieceQueue

Chunk = list[tuple[int, bytes]]


def _chunks(*sizes: int) -> list[Chunk]:
    chunks, number = [], 0
    for size in sizes:
        chunks.append([(number + at, b"") for at in range(size)])
        number += size
    return chunks


def _answer(piece: Piece, *, changes_each: int = 1) -> ChangeColumns:
    return ChangeColumns(commits=[number for number, _ in piece.commits for _ in range(changes_each)])


def _serve(queue: PieceQueue[ChangeColumns], *, changes_each: int = 1) -> threading.Thread:
    def run() -> None:
        while (piece := queue.next(wait=True)) is not None:
            queue.deliver(piece, _answer(piece, changes_each=changes_each))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("sizes", [(), (0,), (1,), (0, 3, 0), (33, 32, 31), (5000, 1, 700)])
@pytest.mark.parametrize("threads", [1, 4])
def test_each_chunk_comes_whole_and_in_order(sizes: tuple[int, ...], threads: int) -> None:
    queue = PieceQueue(chunks=_chunks(*sizes), cancelled=lambda: False, empty=ChangeColumns)
    for _ in range(threads):
        _serve(queue)
    assert [found.commits for found in queue.results()] == [
        [number for number, _ in chunk] for chunk in _chunks(*sizes)
    ]


def test_changes_beyond_the_bound_of_one_block_still_come() -> None:
    queue = PieceQueue(chunks=_chunks(1000, 1000), cancelled=lambda: False, empty=ChangeColumns)
    thread = _serve(queue, changes_each=2000)
    assert [len(found) for found in queue.results()] == [2_000_000, 2_000_000]
    thread.join(5)
    assert not thread.is_alive()


def test_nobody_reads_further_ahead_than_the_bound() -> None:
    queue = PieceQueue(chunks=_chunks(*[32] * 1000), cancelled=lambda: False, empty=ChangeColumns)
    taken = 0
    while (piece := queue.next(wait=False)) is not None:
        queue.deliver(piece, _answer(piece))
        taken += 1
    assert taken == 64
    next(queue.results())
    assert queue.next(wait=False) is not None


def test_whoever_waits_hears_of_an_error_and_of_an_end() -> None:
    queue = PieceQueue(chunks=_chunks(10), cancelled=lambda: False, empty=ChangeColumns)
    queue.fail(ValueError("broken"))
    with pytest.raises(ValueError, match="broken"):
        next(queue.results())
    asked_to_stop = threading.Event()
    waiting = PieceQueue(chunks=_chunks(10), cancelled=asked_to_stop.is_set, empty=ChangeColumns)
    asked_to_stop.set()
    with pytest.raises(Cancelled):
        next(waiting.results())
    waiting.stop()
    assert waiting.next(wait=True) is None
