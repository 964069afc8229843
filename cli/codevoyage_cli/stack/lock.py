"""Locks that the system lets go of when their holder dies, however it dies.

One stack per data folder holds `stack.lock` alone. Those who use a stack hold `users.lock` together, so that one that
was started for a command stops after the last of them, and not under anybody's feet.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

#: Seconds between two tries; others hold it for microseconds (to look) or for a stack's life.
_PAUSE: Final = 0.05


class AlreadyLocked(Exception):
    """Another process holds it."""


@contextmanager
def locked(path: Path, *, seconds: float, shared: bool = False) -> Iterator[None]:
    """Holds the lock for the block. seconds: how long to wait for it. shared: together with others who share it.

    Raises AlreadyLocked.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + seconds
        while not _try(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise AlreadyLocked(path)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def is_locked(path: Path) -> bool:
    """Whether somebody holds it alone: a stack that is up, starting or stopping."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return False  # no folder of ours: who wants to use it will hear why not
    try:
        # Shared, so that two who only look do not see each other.
        return not _try(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
