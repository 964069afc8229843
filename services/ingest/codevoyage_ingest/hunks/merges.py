"""What merges made of their parents' files: against which parent each has which hunks.

A file that some parent has as it is needs none; of the others git compares each parent's with the merge's, by the name
that it has there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.diff_tree import DiffTree
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.hunks.pairs import ContentPairs, Pair
from codevoyage_ingest.hunks.patches import FileHunks, MalformedPatches
from codevoyage_ingest.hunks.raw_records import Combined, combined, plain

_TYPE: Final = 0o170000
#: Merges of one question: their ids, and those of a parent each, fit a pipe.
_QUESTION: Final = 128


@dataclass(frozen=True, kw_only=True)
class Merge:
    """A commit of several parents, raw ids. files: its changes against the first one with their hunks; None: to be
    found out, the hunks only of files that no parent has."""

    name: bytes
    parents: Sequence[bytes]
    files: list[FileHunks] | None


@dataclass(frozen=True, kw_only=True)
class MergeChange:
    """A change against one parent, counted from 0. taken_from: another parent that has the same at the same path; 0:
    none has."""

    parent: int
    taken_from: int
    file: FileHunks


@dataclass(kw_only=True)
class _Found:
    """What is known of one merge. files: against the first parent. unlike: files that are other than each parent's.
    of_parents: of later parents all changes, where they had to be asked for."""

    files: list[FileHunks]
    unlike: dict[bytes, Combined]
    of_parents: dict[int, dict[bytes, FileHunks]] = field(default_factory=dict)


class MergeReader:
    """Use it in a `with`, from one thread. Errors: Cancelled, RepositoryCorrupt, and as git's end means."""

    def __init__(self, git: Git, *, rename_limit: int = RENAME_LIMIT, cancelled: Callable[[], bool] = never) -> None:
        self._git = git
        self._renames = ("-M", f"-l{rename_limit}")
        self._cancelled = cancelled
        self._ends = ExitStack()
        self._begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    def read(self, merges: Sequence[Merge]) -> list[list[MergeChange]]:
        """The changes of each merge: all against the first parent, then those against each of the others of files
        that no parent has as they are, parent by parent, in git's order."""
        if not merges:
            return []
        if not self._begun:
            self._begin()
        try:
            return self._read(merges)
        except MalformedPatches as error:
            raise RepositoryCorrupt(self._git.source, detail=f"merges cannot be read: {error}") from error

    def _read(self, merges: Sequence[Merge]) -> list[list[MergeChange]]:
        found = [
            _Found(files=files, unlike={file.path: file for file in unlike})
            for files, unlike in zip(self._first(merges), self._unlike(merges), strict=True)
        ]
        wanted = [(at, parent) for at, merge in enumerate(merges) for parent in _to_ask(found[at], len(merge.parents))]
        for (at, parent), files in zip(
            wanted, self._against([(merges[at].name, merges[at].parents[parent]) for at, parent in wanted]), strict=True
        ):
            found[at].of_parents[parent] = {file.path: file for file in files}
        changes = [_changes(of_one, len(merge.parents)) for of_one, merge in zip(found, merges, strict=True)]
        self._fill(changes, [merge.files is None for merge in merges])
        return changes

    def finish(self) -> None:
        """Say that no more is asked for, and wait for git's end."""
        if self._begun:
            self._plain.finish()
            self._combined.finish()
            self._pairs.finish()

    def _begin(self) -> None:
        enter, git, cancelled = self._ends.enter_context, self._git, self._cancelled
        self._plain = enter(DiffTree(git, "--raw", *self._renames, cancelled=cancelled))
        # Without renames: with them git compares each parent's whole tree, and takes twenty times as long.
        self._combined = enter(DiffTree(git, "--raw", "-c", "--no-renames", cancelled=cancelled))
        self._pairs = enter(ContentPairs(git, cancelled=cancelled))
        self._begun = True

    def _first(self, merges: Sequence[Merge]) -> list[list[FileHunks]]:
        asked = [(merge.name, merge.parents[0]) for merge in merges if merge.files is None]
        answers = iter(self._against(asked))
        return [next(answers) if merge.files is None else merge.files for merge in merges]

    def _against(self, asked: Sequence[tuple[bytes, bytes]]) -> list[list[FileHunks]]:
        found: list[list[FileHunks]] = []
        for begin in range(0, len(asked), _QUESTION):
            some = asked[begin : begin + _QUESTION]
            self._plain.ask([f"{name.hex()} {parent.hex()}" for name, parent in some])
            found += plain(self._plain.answer(), [name.hex().encode() for name, _ in some])
        return found

    def _unlike(self, merges: Sequence[Merge]) -> list[list[Combined]]:
        names = [merge.name.hex() for merge in merges]
        self._combined.ask(names)
        return combined(self._combined.answer(), [name.encode() for name in names])

    def _fill(self, changes: list[list[MergeChange]], wanting: list[bool]) -> None:
        """Fills in hunks: against later parents; against the first one where they are `wanting`."""
        files = [
            change.file
            for of_one, first_too in zip(changes, wanting, strict=True)
            for change in of_one
            if change.parent or (first_too and not change.taken_from and change.file.status != "D")
        ]
        found = self._pairs.compare([_pair(file) for file in files])
        for file, compared in zip(files, found, strict=True):
            if compared is not None:
                file.hunks, file.binary = compared.hunks, compared.binary


def _to_ask(found: _Found, parents: int) -> list[int]:
    """Later parents whose own changes must be known: which of several has a file as it is, and what it is called there
    where nothing stands at its path."""
    taken = any(file.path not in found.unlike for file in found.files if file.status != "D")
    several = parents > 2 and taken
    renamed = {
        parent
        for file in found.unlike.values()
        for parent in range(1, parents)
        if file.statuses[parent : parent + 1] == b"A"
    }
    return [parent for parent in range(1, parents) if several or parent in renamed]


def _changes(found: _Found, parents: int) -> list[MergeChange]:
    changes = [MergeChange(parent=0, taken_from=_taken_from(file, found, parents), file=file) for file in found.files]
    unlike = [found.unlike[file.path] for file in found.files if file.path in found.unlike and file.status != "D"]
    for parent in range(1, parents):
        for file in unlike:
            renamed = found.of_parents.get(parent, {}).get(file.path)
            if renamed is not None and renamed.status == "R":
                changes.append(MergeChange(parent=parent, taken_from=0, file=renamed))
            else:
                changes.append(MergeChange(parent=parent, taken_from=0, file=_against_parent(file, parent)))
    return changes


def _taken_from(file: FileHunks, found: _Found, parents: int) -> int:
    if file.status == "D" or file.path in found.unlike:
        return 0
    # Of two parents it must be the other one; of more, the first one against which it is not changed.
    return next(
        (parent for parent in range(1, parents) if file.path not in found.of_parents.get(parent, {})), parents - 1
    )


def _against_parent(file: Combined, parent: int) -> FileHunks:
    old_mode, status = file.old_modes[parent], file.statuses[parent : parent + 1]
    if status == b"M" and int(old_mode, 8) & _TYPE != int(file.mode, 8) & _TYPE:
        status = b"T"  # which `-c` does not tell from a modification
    record = b":%b %b %b %b %b" % (old_mode, file.mode, file.old_blobs[parent], file.blob, status)
    return FileHunks(record=record, old_path=file.path, path=file.path)


def _pair(file: FileHunks) -> Pair:
    old_mode, mode, old, new, _ = file.record[1:].split(b" ", 4)
    return Pair(old_mode=old_mode, old=old, mode=mode, new=new)
