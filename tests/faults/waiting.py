"""Waiting for what must happen, and how long it took."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
#: Seconds between two looks: a hundredth of what is measured here.
PAUSE_SECONDS = 0.01
#: Seconds for what the product does soon, on a machine that does much else.
SOON_SECONDS = 60.0
#: Seconds for a whole run of the long history, faults included.
RUN_SECONDS = 240.0


def until(what: Callable[[], T | None], *, seconds: float = SOON_SECONDS, pause: float = PAUSE_SECONDS) -> T:
    """What a call answers, as soon as that is true. Fails after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"did not happen in {seconds:.0f} s: {what.__qualname__}")
        time.sleep(pause)
