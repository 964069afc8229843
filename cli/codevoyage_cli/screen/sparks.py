"""Numbers over time as a line of small bars, for a column of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LEVELS: Final = "▁▂▃▄▅▆▇█"
_HIGHEST: Final = len(_LEVELS) - 1


def spark(amounts: Sequence[int]) -> str:
    """A character for each amount, the largest the highest; a blank where it is below 0: not known."""
    most = max(amounts, default=0)
    return "".join(" " if amount < 0 else _LEVELS[amount * _HIGHEST // most if most else 0] for amount in amounts)
