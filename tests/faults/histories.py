"""Repositories to be interrupted in: long to read, large to clone, or small."""

from __future__ import annotations

import random
from pathlib import Path

from tests.repositories.history import ADA, BRIAN, History, Put

#: Changes of a commit, and files that they are spread over.
LONG_CHANGES = 3
LONG_FILES = 400
#: Every so many commits one comes from a side branch.
MERGE_EVERY = 50


def write_long_history(path: Path, *, commits: int) -> None:
    """A repository that takes long to read: many commits, two people, a merge now and then."""
    history = History()
    at = history.commit(*(Put(_path(number), b"0\n") for number in range(LONG_FILES)))
    for number in range(1, commits):
        edits = [
            Put(_path((number * LONG_CHANGES + change) % LONG_FILES), b"%d\n" % number * (number % 7 + 1))
            for change in range(LONG_CHANGES)
        ]
        author = ADA if number % 3 else BRIAN
        if number % MERGE_EVERY:
            at = history.commit(*edits, parents=(at,), author=author)
        else:
            side = history.commit(Put(b"side/%d" % number, b"%d\n" % number), parents=(at,), branch=b"side")
            at = history.commit(*edits, parents=(at, side), author=author)
    history.write(path)


def write_small_history(path: Path) -> None:
    """A repository that is read in a moment."""
    history = History()
    at: tuple[int, ...] = ()
    for number in range(10):
        at = (history.commit(Put(b"file", b"%d\n" % number), parents=at),)
    history.write(path)


def write_large_history(path: Path, *, megabytes: int) -> None:
    """A repository whose clone takes as much disk: nothing in it can be compressed. The same bytes each time."""
    history, noise = History(), random.Random(47)
    at: tuple[int, ...] = ()
    for number in range(megabytes):
        at = (history.commit(Put(b"noise/%d" % number, noise.randbytes(1 << 20)), parents=at),)
    history.write(path)


def _path(number: int) -> bytes:
    return b"folder-%d/file-%d.txt" % (number % 20, number)
