"""Indentation as a proxy of complexity, for any language."""

from __future__ import annotations

import re
from typing import Final

#: Spaces of one level; a tab is one.
SPACES: Final = 4
_LEADING: Final = re.compile(rb"^([ \t]*)[^\s]", re.MULTILINE)


def indentation(content: bytes) -> tuple[int, int]:
    """(sum, largest) of the levels of indentation of all lines that are not blank.

    A line's level: its leading tabs, and a quarter of its leading spaces, rounded down.
    Source: A. Hindle, M. W. Godfrey, R. C. Holt, "Reading Beside the Lines: Indentation as a Proxy for Complexity
    Metrics", ICPC 2008; levels of four spaces as in A. Tornhill, "Your Code as a Crime Scene", 2015, chapter 6.
    """
    total = largest = 0
    for leading in _LEADING.findall(content):
        if leading:
            tabs = leading.count(b"\t")
            level = tabs + (len(leading) - tabs) // SPACES
            total += level
            largest = max(largest, level)
    return total, largest
