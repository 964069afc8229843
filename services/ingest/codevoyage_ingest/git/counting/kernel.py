"""The compiled functions of this process, and whether a history is long enough to load or to compile them."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)

Content = NDArray[np.uint8]

#: The variable that tells numba where to keep what it compiled.
PLACE: Final = "NUMBA_CACHE_DIR"
#: Commits from which on it is quicker to count by ourselves: about 0.1 ms is saved for each, loading takes half a
#: second, and compiling takes four on a core of 2020.
_COMMITS_TO_LOAD: Final = 5_000
_COMMITS_TO_COMPILE: Final = 40_000


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """Both functions let go of the interpreter while they work, so that threads of it are parallel.

    count: (old, new, seed) to (insertions, deletions), as `line_difference.count_differing`. lines: of one content.
    """

    count: Callable[[Content, Content, np.uint64], tuple[int, int]]
    lines: Callable[[Content], int]
    #: Of the hash of a line. Of this process alone, so that nobody can write two lines that look the same to it.
    seed: np.uint64


class _Once:
    """Two threads would compile it twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kernel: Kernel | None = None

    def kernel(self) -> Kernel:
        with self._lock:
            if self._kernel is None:
                self._kernel = _load()
            return self._kernel

    @property
    def loaded(self) -> bool:
        return self._kernel is not None


_ONCE: Final = _Once()


def kernel() -> Kernel:
    """The functions; the first call takes the time that is needed to load or to compile them."""
    return _ONCE.kernel()


def worth_compiling(commits: int) -> bool:
    """Whether counting the lines of so many commits saves more time than getting ready for it takes."""
    ready = _ONCE.loaded or is_kept()
    return commits >= (_COMMITS_TO_LOAD if ready else _COMMITS_TO_COMPILE)


def is_kept() -> bool:
    """Whether an earlier process left compiled functions where this one finds them."""
    place = os.environ.get(PLACE, "")
    return bool(place) and next(Path(place).rglob("line_difference.*.nbc"), None) is not None


def _load() -> Kernel:
    begun = time.monotonic()
    # Not at the top: whoever reads short histories never waits for the compiler's library.
    from codevoyage_ingest.git.counting import content_lines, line_difference

    made = Kernel(
        count=line_difference.count_differing,
        lines=content_lines.count_lines,
        seed=np.uint64(secrets.randbits(64) | 1),
    )
    nothing = np.empty(0, dtype=np.uint8)
    made.count(nothing, nothing, made.seed)
    made.lines(nothing)
    _log.info("ready to count lines after %.1f s", time.monotonic() - begun)
    return made
