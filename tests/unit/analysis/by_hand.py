"""Histories that a test writes down in a few lines, as a `History`: to count measures by hand.

    history(
        Commit("ann", {"a.py": (10, 0), "b.py": (5, 0)}),
        Commit("bob", {"a.py": (2, 1)}, day=3),
        Commit("ann", {"c.py": Moved("a.py", insertions=1)}, co_authors=("bob",)),
        Commit("bob", {"b.py": GONE}),
    )

Each commit comes after the one before it unless `parents` says otherwise; the last one is HEAD, and the first parents
from it are the mainline. A merge has what its first parent has, and of the others what is newer. Numbers of the history
are its own: find commits by `subject` (`"0"`, `"1"`, … unless given), paths by their bytes, people by e-mail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_analysis.domain import ChangeStatus, FileClass
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history.canonical import canonical
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.tables import STANDS

#: Seconds since 1970 of day 0: 2024-01-01, a Monday.
DAY_0: Final = 1_704_067_200
DAY: Final = 86_400
_NOTHING: Final = bytes(20)


@dataclass(frozen=True)
class Moved:
    """The file came from another path."""

    old: str
    insertions: int = 0
    deletions: int = 0


@dataclass(frozen=True)
class Gone:
    """The file was deleted, with all of its lines."""


GONE: Final = Gone()
Change = tuple[int, int] | Moved | Gone


@dataclass(frozen=True, kw_only=True)
class _Options:
    #: Of both times; None: a day later than the commit before.
    day: float | None = None
    parents: tuple[int, ...] | None = None
    co_authors: tuple[str, ...] = ()
    #: The co-authors are programs.
    assisted: bool = False
    subject: str | None = None


@dataclass(frozen=True)
class Commit(_Options):
    """author: the e-mail is `author@example.org`; one that ends with `[bot]` is a program. changes: lines added and
    removed of each path; the first time a path is named it is added."""

    author: str
    changes: Mapping[str, Change] = field(default_factory=dict)


@dataclass(frozen=True)
class _File:
    identity: bytes
    blob: bytes
    lines: int
    touched: int


_Tree = dict[str, _File]


def history(*commits: Commit, kinds: Mapping[str, tuple[str, FileClass]] | None = None) -> History:
    """kinds: language and class of paths; of all others Python, SOURCE."""
    return canonical(_Writing(commits, kinds or {}).facts())


class _Writing:
    def __init__(self, commits: Sequence[Commit], kinds: Mapping[str, tuple[str, FileClass]]) -> None:
        self._commits = commits
        self._kinds = kinds
        self._paths: dict[str, int] = {}
        self._files: dict[bytes, int] = {}
        self._people: dict[str, int] = {}
        self._changes = pb.ChangeColumns(end_commit=len(commits))
        self._trees: list[_Tree] = []

    def facts(self) -> FoldedFacts:
        parents = [_parents(number, commit) for number, commit in enumerate(self._commits)]
        for number, commit in enumerate(self._commits):
            self._trees.append(self._tree(number, commit, parents[number]))
        columns = self._columns(parents)
        versions = self._versions(parents)
        facts = FoldedFacts()
        trailers = self._trailers()
        names = [name.encode() for name in self._people]
        emails = [b"%b@example.org" % name for name in names]
        for message in (
            pb.Facts(
                signatures=pb.SignatureColumns(names=names, emails=emails),
                paths=pb.PathColumns(paths=[path.encode() for path in self._paths]),
                files=pb.FileColumns(identities=b"".join(self._files)),
            ),
            pb.Facts(commits=columns, trailers=trailers),
            pb.Facts(changes=self._changes),
            pb.Facts(versions=versions),
            pb.Facts(
                people=pb.PersonColumns(
                    persons=range(len(names)),
                    names=names,
                    emails=emails,
                    bots=[name.endswith(b"[bot]") for name in names],
                )
            ),
            pb.Facts(kinds=self._kind_columns()),
        ):
            facts.fold(message)
        return facts

    def _tree(self, number: int, commit: Commit, parents: Sequence[int]) -> _Tree:
        tree = dict(self._trees[parents[0]]) if parents else {}
        for parent in parents[1:]:
            for path, other in self._trees[parent].items():
                if path not in tree or tree[path].touched < other.touched:
                    tree[path] = other
        for path, change in commit.changes.items():
            self._change(number, path, change, tree)
        return tree

    def _change(self, number: int, path: str, change: Change, tree: _Tree) -> None:
        old = change.old if isinstance(change, Moved) else path
        before = tree.pop(old, None)
        match change:
            case Gone():
                assert before is not None, f"{path} is not there"
                self._row(number, ChangeStatus.DELETED, path, path, before, 0, before.lines)
                return
            case Moved():
                insertions, deletions = change.insertions, change.deletions
                status = ChangeStatus.RENAMED
            case insertions, deletions:
                status = ChangeStatus.ADDED if before is None else ChangeStatus.MODIFIED
        identity = before.identity if before else _id(f"file {number} {path}")[:16]
        same = isinstance(change, Moved) and not (insertions or deletions)
        blob = before.blob if before and same else _id(f"blob {number} {path}")
        lines = (before.lines if before else 0) + insertions - deletions
        after = _File(identity=identity, blob=blob, lines=lines, touched=number)
        self._row(number, status, path, old, after, insertions, deletions, same=same)
        tree[path] = after

    def _row(
        self,
        number: int,
        status: ChangeStatus,
        path: str,
        old: str,
        file: _File,
        insertions: int,
        deletions: int,
        *,
        same: bool = False,
    ) -> None:
        rows = self._changes
        rows.commits.append(number)
        rows.statuses.append(int(status))  # type: ignore[arg-type]  # the same numbers
        rows.paths.append(self._path(path))
        rows.old_paths.append(self._path(old))
        rows.files.append(self._files.setdefault(file.identity, len(self._files)))
        rows.insertions.append(insertions)
        rows.deletions.append(deletions)
        rows.binary.append(False)
        rows.old_blobs += file.blob if same else _NOTHING
        rows.new_blobs += file.blob

    def _columns(self, parents: Sequence[Sequence[int]]) -> pb.CommitColumns:
        chain = [len(self._commits) - 1] if self._commits else []
        while chain and parents[chain[-1]]:
            chain.append(parents[chain[-1]][0])
        positions = {number: position for position, number in enumerate(reversed(chain))}
        days: list[float] = []
        for commit in self._commits:
            days.append(commit.day if commit.day is not None else (days[-1] + 1 if days else 0))
        times = [DAY_0 + int(day * DAY) for day in days]
        rows = len(times)
        people = [self._person(commit.author) for commit in self._commits]
        return pb.CommitColumns(
            ids=b"".join(_id(f"commit {number}") for number in range(rows)),
            parent_counts=[len(each) for each in parents],
            parent_ids=b"".join(_id(f"commit {parent}") for each in parents for parent in each),
            mainline_positions=[positions.get(number, -1) for number in range(rows)],
            author_signatures=people,
            committer_signatures=people,
            author_times=times,
            committer_times=times,
            author_offsets=[0] * rows,
            committer_offsets=[0] * rows,
            author_times_known=[True] * rows,
            committer_times_known=[True] * rows,
            author_times_odd=[False] * rows,
            committer_times_odd=[False] * rows,
            subjects=[
                str(number) if commit.subject is None else commit.subject for number, commit in enumerate(self._commits)
            ],
        )

    def _versions(self, parents: Sequence[Sequence[int]]) -> pb.VersionColumns:
        chain = [len(self._commits) - 1] if self._commits else []
        while chain and parents[chain[-1]]:
            chain.append(parents[chain[-1]][0])
        rows: list[list[object]] = []
        standing: dict[str, list[object]] = {}
        for position, number in enumerate(reversed(chain)):
            tree = self._trees[number]
            for path, row in list(standing.items()):
                if path not in tree or tree[path].blob != row[2]:
                    standing.pop(path)[4] = position
            for path, file in tree.items():
                if path not in standing:
                    number_of_file = self._files[file.identity]
                    row = [self._path(path), number_of_file, file.blob, position, STANDS, file.lines]
                    rows.append(row)
                    standing[path] = row
        path_numbers, files, blobs, born, died, lines = zip(*rows, strict=True) if rows else ((),) * 6
        return pb.VersionColumns(
            paths=path_numbers,
            files=files,
            modes=[0o100644] * len(rows),
            blobs=b"".join(blobs),
            born=born,
            died=died,
            bytes=[10 * count for count in lines],
            lines=lines,
        )

    def _trailers(self) -> pb.TrailerColumns:
        rows = [(number, name, each.assisted) for number, each in enumerate(self._commits) for name in each.co_authors]
        return pb.TrailerColumns(
            commits=[number for number, _, _ in rows],
            kinds=[pb.TRAILER_KIND_CO_AUTHORED_BY] * len(rows),
            signatures=[self._person(name) for _, name, _ in rows],
            assisted=[assisted for _, _, assisted in rows],
        )

    def _kind_columns(self) -> pb.KindColumns:
        found = [self._kinds.get(path, ("Python", FileClass.SOURCE)) for path in self._paths]
        languages = list(dict.fromkeys(["", *(language for language, _ in found)]))
        return pb.KindColumns(
            kinds_version=1,
            language_names=languages,
            languages=[languages.index(language) for language, _ in found],
            classes=[int(kind) for _, kind in found],  # type: ignore[misc]  # the same numbers
            stated=[False] * len(found),
        )

    def _path(self, path: str) -> int:
        return self._paths.setdefault(path, len(self._paths))

    def _person(self, name: str) -> int:
        return self._people.setdefault(name, len(self._people))


def _parents(number: int, commit: Commit) -> tuple[int, ...]:
    if commit.parents is not None:
        return commit.parents
    return (number - 1,) if number else ()


def _id(name: str) -> bytes:
    return hashlib.sha1(name.encode(), usedforsecurity=False).digest()
