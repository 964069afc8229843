"""Which positions of the mainline are key frames."""

from __future__ import annotations

from typing import Final

#: Frames of a whole mainline: somebody who drags a slider along it sees every one.
FRAMES: Final = 100


def frame_positions(first: int, last: int) -> list[int]:
    """At most FRAMES positions, evenly from the first to the last of a mainline, both among them.

    first: above 0 where a cap cut the history.
    """
    length = last - first
    if length < FRAMES:
        return list(range(first, last + 1))
    return [first + length * frame // (FRAMES - 1) for frame in range(FRAMES)]
