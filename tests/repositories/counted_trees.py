"""Trees of the mainline counted file by file, by git alone: an oracle for what stood at a date."""

from __future__ import annotations

import subprocess
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, Self

from tests.repositories.oracle import BINARY_PREFIX, LARGEST_TEXT, Oracle


class Total(NamedTuple):
    """Of some files; lines of texts, bytes of all but submodules."""

    files: int = 0
    lines: int = 0
    bytes: int = 0

    def __add__(self, other: object) -> Total:  # a sum, not a longer tuple
        if not isinstance(other, Total):
            return NotImplemented
        return Total(self.files + other.files, self.lines + other.lines, self.bytes + other.bytes)


def standing_at(bare: Path, times: Sequence[int]) -> list[str]:
    """Ids of the commits whose state stood at some times: the last whose clock, the running maximum, is not later."""
    log = Oracle(bare).git("log", "--first-parent", "--reverse", "--format=%H %ct").decode().split("\n")[:-1]
    commits, committed = zip(*(line.split() for line in log), strict=True)
    clock = list(accumulate(map(int, committed), max))
    return [commits[bisect_right(clock, time) - 1] for time in times]


class CountedTrees:
    """Of one bare repository. A context: git serves all contents by one process."""

    def __init__(self, bare: Path) -> None:
        self._oracle = Oracle(bare)
        self._lines: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._git = subprocess.Popen(
            ["git", "--git-dir", str(self._oracle.directory), "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._git.communicate()

    def totals(self, commit: str, *, key: Callable[[bytes], bytes]) -> dict[bytes, Total]:
        """Of the files of a commit, by what `key` says of their paths."""
        found: dict[bytes, Total] = {}
        for line in self._oracle.git("ls-tree", "-r", "-l", "-z", "--full-tree", commit).split(b"\0")[:-1]:
            words, _, path = line.partition(b"\t")
            mode, kind, blob, size = words.decode().split()
            text = kind == "blob" and mode != "120000"
            file = Total(1, self._count(blob) if text else 0, int(size) if kind == "blob" else 0)
            found[key(path)] = found.get(key(path), Total()) + file
        return found

    def _count(self, blob: str) -> int:
        if blob not in self._lines:
            stdin, stdout = self._git.stdin, self._git.stdout
            assert stdin is not None
            assert stdout is not None
            stdin.write(blob.encode() + b"\n")
            stdin.flush()
            content = stdout.read(int(stdout.readline().split()[2]))
            stdout.read(1)
            binary = b"\0" in content[:BINARY_PREFIX] or len(content) > LARGEST_TEXT
            unterminated = bool(content) and not content.endswith(b"\n")
            self._lines[blob] = 0 if binary else content.count(b"\n") + unterminated
        return self._lines[blob]
