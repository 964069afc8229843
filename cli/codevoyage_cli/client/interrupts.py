"""Ctrl-C, SIGTERM and SIGHUP at a moment that suits: none of them may come between asking and knowing the answer."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Raises KeyboardInterrupt for a signal: at once, or when the block that held it back ends."""

    def __init__(self) -> None:
        self._held = False
        self._came = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds signals back for a block, which must be short or `check` now and then."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    def check(self) -> None:
        """Raises KeyboardInterrupt if one was held back."""
        if self._came:
            self._came = False
            raise KeyboardInterrupt

    def receive(self, _number: int, _frame: FrameType | None) -> None:
        """The handler."""
        if self._held:
            self._came = True
        else:
            raise KeyboardInterrupt


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Handles all three alike for a block, on the main thread."""
    ours = Interrupts()
    before = {number: signal.signal(number, ours.receive) for number in _SIGNALS}
    try:
        yield ours
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
