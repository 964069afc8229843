"""Hunks, read from what `git diff-tree -z --raw -p -U0` writes while it streams: no line of content is ever held.

Of each commit git writes its id, a record and its paths for each change, all ended by NUL, then the patches of these
changes in the same order; a change of type (file, symlink, submodule) is two patches, a deletion and an addition.
Names in patches are never needed. Without context every line of content begins with `+`, `-` or a backslash, and names
that hold a line's end are quoted: a line that begins otherwise is git's own.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

#: Numbers of one hunk: old start, old count, new start, new count.
NUMBERS: Final = 4
_TYPE: Final = 0o170000
_LINE: Final = re.compile(
    rb"^(?:@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@|(d)iff --git |(B)inary files )", re.MULTILINE
)
_CONTENT: Final = (b"+", b"-", b"\\")
#: Bytes that may wait for the end of a name. Trees of odd repositories hold longer ones than any file system.
_UNREAD_BYTES: Final = 16 << 20


class MalformedPatches(ValueError):
    """Not what git writes for these commits."""


@dataclass(kw_only=True)
class FileHunks:
    """One change. record: `:mode mode id id status`. hunks: NUMBERS numbers each, in the order of lines.

    binary: git compared no lines, as one of the contents is binary.
    """

    record: bytes
    old_path: bytes
    path: bytes
    hunks: array[int] = field(default_factory=lambda: array("I"))
    binary: bool = False

    @property
    def status(self) -> str:
        """`A`, `M`, `D`, `R`, `T`."""
        return chr(self.record[self.record.rindex(b" ") + 1])

    def packed(self) -> bytes:
        """The numbers as little-endian 32-bit words."""
        return np.asarray(self.hunks, dtype="<u4").tobytes()

    @property
    def patches(self) -> int:
        """How many patches git writes about it."""
        old, new = int(self.record[1:7], 8) & _TYPE, int(self.record[8:14], 8) & _TYPE
        return 2 if old and new and old != new else 1


class PatchParser:
    """Takes an answer in pieces, and gives the changes of each commit once they are complete."""

    def __init__(self, names: list[bytes], marker: bytes, *, ended_by: bytes = b"\0") -> None:
        """names: hexadecimal ids of the commits, as asked. marker: the line that ends the answer. ended_by: what git
        writes after a name."""
        self._ends = [name + ended_by for name in names] + [marker + b"\n"]
        self._commit = -1  # that is being read
        self._buffer = b""
        self._at = 0  # where the buffer was read to
        self._files: list[FileHunks] = []
        self._in_patches = False
        self._in_content = False  # the buffer begins inside of a line of content
        self._patch = -1  # number of the patch within its commit
        self._of: list[FileHunks] = []  # whose patch each is

    @property
    def done(self) -> bool:
        """Whether the marker was read."""
        return self._commit == len(self._ends) - 1

    def feed(self, piece: bytes) -> Iterator[list[FileHunks]]:
        """The changes of the commits that end in this piece, in the order asked. Errors: MalformedPatches."""
        self._buffer, self._at = self._buffer[self._at :] + piece, 0
        while not self.done:
            if not self._reach_end():
                if len(self._buffer) - self._at > _UNREAD_BYTES:
                    raise MalformedPatches("a name without an end")
                return
            self._at += len(self._ends[self._commit + 1])
            if self._patch + 1 != len(self._of):
                raise MalformedPatches(f"{self._patch + 1} patches of {len(self._of)}")
            if self._commit >= 0:
                yield self._files
            self._commit += 1
            self._files, self._of, self._patch, self._in_patches = [], [], -1, False

    def rest(self) -> bytes:
        """What came after the marker."""
        return self._buffer[self._at :]

    def _reach_end(self) -> bool:
        """Takes what belongs to the commit. True where it is complete: what ends it comes next."""
        while not self._in_patches:
            if self._buffer.startswith(self._ends[self._commit + 1], self._at):
                return True
            if self._commit < 0 or not self._record():
                return False
        return self._patches()

    def _record(self) -> bool:
        """Takes one record, or the NUL that ends them. False where more is needed."""
        first = self._buffer[self._at : self._at + 1]
        if first == b"\0":
            self._at += 1
            self._in_patches = True
            self._of = [each for each in self._files for _ in range(each.patches)]
            return True
        if first != b":":
            coming = self._ends[self._commit + 1]
            if not coming.startswith(self._buffer[self._at : self._at + len(coming)]):
                raise MalformedPatches("neither a change nor a commit")
            return False
        ends = [self._buffer.find(b"\0", self._at)]
        renamed = b" R" in self._buffer[self._at : ends[0]]
        while ends[-1] >= 0 and len(ends) < (3 if renamed else 2):
            ends.append(self._buffer.find(b"\0", ends[-1] + 1))
        if ends[-1] < 0:
            return False
        fields = self._buffer[self._at : ends[-1]].split(b"\0")
        self._files.append(FileHunks(record=fields[0], old_path=fields[1], path=fields[-1]))
        self._at = ends[-1] + 1
        return True

    def _patches(self) -> bool:
        """Takes lines of patches as far as they are whole. True where what ends the commit comes next."""
        if self._in_content:
            end = self._buffer.find(b"\n", self._at)
            if end < 0:
                self._at = len(self._buffer)
                return False
            self._at, self._in_content = end + 1, False
        coming = self._ends[self._commit + 1]
        if self._buffer.startswith(coming, self._at):
            return True
        end = self._buffer.find(b"\n" + coming, self._at)
        whole = (end if end >= 0 else self._buffer.rfind(b"\n", self._at)) + 1
        if whole > self._at:
            self._lines(self._buffer[self._at : whole])
            self._at = whole
        if end < 0 and self._buffer.startswith(_CONTENT, self._at):
            self._at, self._in_content = len(self._buffer), True
        return end >= 0

    def _lines(self, text: bytes) -> None:
        for old_start, old_count, new_start, new_count, patch, binary in _LINE.findall(text):
            if patch:
                self._patch += 1
                if self._patch == len(self._of):
                    raise MalformedPatches("more patches than changes")
            elif self._patch < 0:
                raise MalformedPatches("a hunk before the first patch")
            elif binary:
                self._of[self._patch].binary = True
            else:
                self._of[self._patch].hunks.extend(
                    (int(old_start), int(old_count or 1), int(new_start), int(new_count or 1))
                )
