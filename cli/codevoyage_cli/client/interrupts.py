"""Ctrl-C, SIGTERM and SIGHUP at a moment that suits: none of them may come between asking and knowing the answer."""

from __future__ import annotations

import signal
import threading
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
        """Holds signals back for a block, which must be short."""
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


@contextmanager
def undisturbed() -> Iterator[None]:
    """Puts signals off until the block, which must be short, has ended; for code that an exception may not tear apart.

    A gRPC stream is such code: interrupted between its call and the thread that serves it, its channel never closes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's alone
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for each in came:
            signal.raise_signal(each)
