"""Numbers as people read them."""

from __future__ import annotations

from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_STEP: Final = 1024


def byte_amount(count: float) -> str:
    """`512 B`, `1.5 KiB`, `3.2 GiB`."""
    if count < _STEP:
        return f"{count:.0f} B"
    for unit in ("KiB", "MiB", "GiB"):
        count /= _STEP
        if count < _STEP:
            return f"{count:.1f} {unit}"
    return f"{count / _STEP:.1f} TiB"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`."""
    if seconds < 10:  # below, tenths say something
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    if whole < _DAY:
        return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"
    return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 commit`, `5,531 commits`. many: where it is not `one` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
