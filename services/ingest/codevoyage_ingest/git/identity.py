"""Which path at which commit is the same file: identities carried along renames, in the order of commit numbers."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable

from codevoyage_ingest.git.change_columns import ChangeColumns

#: Bytes of an identity.
IDENTITY_BYTES = 16


def identity(commit: bytes, path: bytes) -> bytes:
    """The identity of a file born in that commit (raw id) at that path: the first half of a SHA-256."""
    return hashlib.sha256(commit + b"\0" + path).digest()[:IDENTITY_BYTES]


class FileIdentities:
    """Replays changes, and answers which file stood at a path.

    An added path is a new file. A rename carries its identity. A path that is changed before it was ever added was
    born there (a merge, or what a cap cut off, brought it). What a path last was is kept when it is deleted or renamed
    away, because a parallel branch with a higher number may still change it.
    """

    def __init__(self, commit_id: Callable[[int], bytes]) -> None:
        """commit_id: the raw id of a commit by its number."""
        self._commit_id = commit_id
        #: For each path, the numbers of the commits in which another file took its place, and these files.
        self._numbers: dict[bytes, list[int]] = {}
        self._files: dict[bytes, list[bytes]] = {}

    def add(self, changes: ChangeColumns) -> list[bytes]:
        """The identity of each change's file; call it with all changes in the order of commit numbers.

        The changes of one commit happen at once: its renames carry what stood at their old paths before it.
        """
        found: list[bytes] = []
        files = self._files
        commits, statuses, paths = changes.commits, changes.statuses, changes.paths
        at = 0
        while at < len(commits):
            number, end = commits[at], at
            while end < len(commits) and commits[end] == number:
                end += 1
            before: dict[int, bytes] = {
                row: self._standing(changes.old_paths[row], number) for row in range(at, end) if statuses[row] == "R"
            }
            for row in range(at, end):
                path, status = paths[row], statuses[row]
                if status == "R":
                    file = before[row]
                    self._note(path, number, file)
                elif status == "A":
                    file = identity(self._commit_id(number), path)
                    self._note(path, number, file)
                elif path in files:
                    file = files[path][-1]
                else:
                    file = self._standing(path, number)
                found.append(file)
            at = end
        return found

    def at(self, path: bytes, number: int) -> bytes:
        """The file at a path that stands in the tree of that commit.

        A path that no change had touched by then is the file that the first later change found there; one that no
        change ever touches was born in that commit.
        """
        numbers = self._numbers.get(path)
        if numbers is None:
            return identity(self._commit_id(number), path)
        return self._files[path][max(0, bisect_right(numbers, number) - 1)]

    def untouched(self, path: bytes, number: int) -> bool:
        """Whether no change had touched the path by that commit, and one does later, which tells what it was before."""
        numbers = self._numbers.get(path)
        return numbers is not None and numbers[0] > number

    def _standing(self, path: bytes, number: int) -> bytes:
        files = self._files.get(path)
        if files is not None:
            return files[-1]
        file = identity(self._commit_id(number), path)
        self._note(path, number, file)
        return file

    def _note(self, path: bytes, number: int, file: bytes) -> None:
        self._numbers.setdefault(path, []).append(number)
        self._files.setdefault(path, []).append(file)
