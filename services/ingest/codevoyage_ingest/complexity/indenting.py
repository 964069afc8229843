"""Indentation of many contents, read from git in the order given, by several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

import numpy as np

from codevoyage_ingest.complexity.indentation import indentation
from codevoyage_ingest.complexity.measure import LARGEST_BYTES, Measure, Outcome
from codevoyage_ingest.git.object_stream import ObjectStream
from codevoyage_ingest.git.runner import Git

#: Contents from which on compiling, which takes a second or two of a core, takes less time than it saves.
_WORTH_COMPILING: Final = 5_000
#: Contents of one git process: a second of work, which is what an end can lose.
_PART: Final = 4_000
#: Contents between two looks at whether somebody wants it to end: some milliseconds.
_LOOK: Final = 64

Indent = Callable[[bytes], tuple[int, int]]


@contextmanager
def indenting(
    git: Git, blobs: Sequence[bytes], *, threads: int, cancelled: Callable[[], bool]
) -> Iterator[Iterator[dict[bytes, Measure]]]:
    """Parts of the answer, by raw id, until there are no more. Leaving the block ends what is left to do.

    blobs: in the order of their paths, each once. Errors, from the iterator: Cancelled, RepositoryCorrupt, and as git's
    end means.
    """
    indent = _compiled() if len(blobs) >= _WORTH_COMPILING else indentation
    stopped = False

    def stops() -> bool:
        return stopped or cancelled()

    # Neighbours share deltas, so each thread gets runs of them.
    parts = [blobs[at : at + _PART] for at in range(0, len(blobs), _PART)]
    pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="indentation")
    try:
        yield pool.map(lambda part: _measured(git, part, indent, stops), parts)
    finally:
        stopped = True
        pool.shutdown(cancel_futures=True)


def _measured(git: Git, blobs: Sequence[bytes], indent: Indent, cancelled: Callable[[], bool]) -> dict[bytes, Measure]:
    found = {}
    with ObjectStream(git, blobs, cancelled=cancelled) as stream:
        for number, blob in enumerate(blobs):
            if number % _LOOK == 0:
                stream.check_cancelled()
            _, size = stream.header()
            if size > LARGEST_BYTES:
                for _ in stream.pieces(size):
                    pass
                found[blob] = Measure(Outcome.TOO_LARGE)
            else:
                total, largest = indent(stream.take(size, limit=LARGEST_BYTES))
                found[blob] = Measure(Outcome.MEASURED, indentation=total, largest_indentation=largest)
        stream.finish()
    return found


def _compiled() -> Indent:
    # Not at the top: whoever measures few contents never waits for the compiler's library.
    from codevoyage_ingest.complexity.levels import levels

    levels(np.empty(0, np.uint8))

    def indent(content: bytes) -> tuple[int, int]:
        total, largest = levels(np.frombuffer(content, np.uint8))
        return int(total), int(largest)

    return indent
