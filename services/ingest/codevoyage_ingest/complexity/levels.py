"""Levels of indentation of a content, compiled by numba when first called; the formula is that of `indentation`."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_ingest.complexity.indentation import SPACES
from codevoyage_ingest.git.counting.compiled import compiled

_TAB, _NEWLINE, _RETURN, _SPACE = np.uint8(9), np.uint8(10), np.uint8(13), np.uint8(32)
#: As a constant of the compiled function.
_SPACES: Final = SPACES


@compiled
def levels(content: NDArray[np.uint8]) -> tuple[int, int]:
    """(sum, largest) of the levels of all lines that are not blank. content: contiguous bytes."""
    total = largest = 0
    tabs = spaces = 0
    leading = True
    for byte in content:
        if leading:
            if byte == _SPACE:
                spaces += 1
            elif byte == _TAB:
                tabs += 1
            else:
                # What else is white space (newline, vertical tab, form feed, carriage return) makes no line.
                if not _NEWLINE <= byte <= _RETURN:
                    level = tabs + spaces // _SPACES
                    total += level
                    largest = max(largest, level)
                leading = False
        if byte == _NEWLINE:
            leading = True
            tabs = spaces = 0
    return total, largest
