"""Numbers as bars, for a column of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Characters of the longest bar: with the numbers beside it a line stays below 100.
WIDTH: Final = 24
_FULL: Final = "\N{FULL BLOCK}"
#: Of one to seven eighths.
_PARTS: Final = "▏▎▍▌▋▊▉"


def bars(amounts: Sequence[int], *, width: int = WIDTH) -> list[str]:
    """A bar for each amount, the largest as wide as `width`; what is not nothing can be seen. amounts: 0 or more."""
    most = max(amounts, default=0)
    return [_bar(max(1, round(8 * width * amount / most))) if amount else "" for amount in amounts]


def _bar(eighths: int) -> str:
    full, part = divmod(eighths, 8)
    return _FULL * full + (_PARTS[part - 1] if part else "")
