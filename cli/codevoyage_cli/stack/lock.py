"""One stack per data folder: a lock that the system lets go of when its holder dies, however it dies."""

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
    """Another process has a stack on this data folder."""


@contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[None]:
    """Holds the lock for the block. seconds: how long to wait for it.

    Raises AlreadyLocked.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + seconds
        while not _try(descriptor, fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise AlreadyLocked(path)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def is_locked(path: Path) -> bool:
    """Whether a stack is up, starting or stopping on this data folder."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
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
