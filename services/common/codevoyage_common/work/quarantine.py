"""Suspects work alone: a job that took its worker down must not take down, again and again, whoever works beside it.

A job whose last attempt was lost without progress is a suspect. It is claimed only when nothing else runs in the
process, and nothing else is claimed there until it has come further. A poison job so counts its own attempts, and
nobody else's. Neither may take long where somebody waits for room: work that makes way asks whether it is `wanted`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Release = Callable[[], None]


class Quarantine:
    """One per worker process; shared by its threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._together = 0
        self._alone = False
        self._waiting = 0
        self._hurried = 0

    def wanted(self) -> bool:
        """Whether work that does not make way waits for room."""
        return self._hurried > 0

    @contextmanager
    def admitted(self, *, suspect: bool, seconds: float, makes_way: bool = False) -> Iterator[Release | None]:
        """Room for one job, for the length of the block; None when there was none in so many seconds.

        makes_way: while it waits, nobody is asked to make way for it.
        What is given is to be called when a suspect has come further: others may be claimed beside it then.
        """
        if not self._enter(suspect, seconds, makes_way):
            yield None
            return
        alone = [suspect]

        def no_suspect_any_more() -> None:
            with self._changed:
                if alone[0]:
                    alone[0], self._alone, self._together = False, False, self._together + 1
                    self._changed.notify_all()

        try:
            yield no_suspect_any_more
        finally:
            with self._changed:
                if alone[0]:
                    self._alone = False
                else:
                    self._together -= 1
                self._changed.notify_all()

    def _enter(self, suspect: bool, seconds: float, makes_way: bool) -> bool:
        until = time.monotonic() + seconds
        with self._changed:
            self._hurried += not makes_way
            if suspect:
                self._waiting += 1  # who comes now waits behind it, or it would never be alone
            try:
                while self._alone or (self._together if suspect else self._waiting):
                    left = until - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(left)
            finally:
                self._hurried -= not makes_way
                if suspect:
                    self._waiting -= 1
                    self._changed.notify_all()
            if suspect:
                self._alone = True
            else:
                self._together += 1
            return True
