"""The mainline's states as intervals: each version of a path with the positions at which it stood.

The tree at position k is every row with born <= k < died: a filter, not a replay. Position = number of first-parent
ancestors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from codevoyage_ingest.domain import STANDS
from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.diff_tree import DiffTree
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.tokens import Tokens
from codevoyage_ingest.git.tree_entries import tree_entries

#: Mode of a submodule: an entry that names a commit of another repository, no blob of this one.
SUBMODULE = 0o160000
#: Mode of a symbolic link: its blob is a path, not lines.
SYMLINK = 0o120000

#: Commits of one question: two of them, with their parents, fit a pipe also in SHA-256 (130 bytes each).
_COMMITS_PER_QUESTION = 128


@dataclass(frozen=True, kw_only=True)
class VersionColumns:
    """Entry i of each column is one version of a path; it stood at the positions born <= k < died.

    died: STANDS where it stands at the newest position. blobs: raw ids. births: number of the mainline commit at
    `born`.
    """

    paths: list[bytes] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)
    born: list[int] = field(default_factory=list)
    died: list[int] = field(default_factory=list)
    births: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.paths)


#: Mode and blob as git writes them, and the position of birth.
Version = tuple[bytes, bytes, int]


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What stands at a position of the mainline: a version for each path."""

    position: int
    standing: dict[bytes, Version]


def read_versions(
    git: Git,
    order: CommitOrder,
    *,
    size: int = 8000,
    begin: Tree | None = None,
    cancelled: Callable[[], bool] = never,
) -> Iterator[VersionColumns]:
    """All versions on the mainline, `size` at a time.

    Those that ended come first, by the position of their end, then bytewise by path; then those that stand, by path.
    begin: a tree that is known, from which on it is read, without what had ended there; it is used up.
    Errors: Cancelled, RepositoryCorrupt, QuotaExceeded, and as git's end means.
    """
    if not order.mainline:
        return
    rows = VersionColumns()
    tree = begin if begin is not None else _first_tree(git, order, cancelled)
    standing = tree.standing
    for position, records in _differences(git, order, tree.position, cancelled):
        for record, path in records:
            status = record[-1:]
            before = standing.pop(path, None)
            if (before is None) != (status == b"A"):
                raise _ambiguous(git, order.id(order.mainline[position - order.first_position]))
            if before is not None:
                _append(rows, path, before, position, order)
                if len(rows) >= size:  # also within a commit, which may end any number of them
                    yield rows
                    rows = VersionColumns()
            if status != b"D":
                standing[path] = (record[8:14], record[-2 - 2 * order.width : -2], position)
    for path in sorted(standing):
        _append(rows, path, standing[path], STANDS, order)
        if len(rows) >= size:
            yield rows
            rows = VersionColumns()
    if len(rows):
        yield rows


def _append(rows: VersionColumns, path: bytes, version: Version, died: int, order: CommitOrder) -> None:
    mode, blob, born = version
    rows.paths.append(path)
    rows.modes.append(int(mode, 8))
    rows.blobs.append(bytes.fromhex(blob.decode()))
    rows.born.append(born)
    rows.died.append(died)
    rows.births.append(order.mainline[born - order.first_position])


def _first_tree(git: Git, order: CommitOrder, cancelled: Callable[[], bool]) -> Tree:
    """What stands at the oldest mainline commit that is read."""
    oldest = order.id(order.mainline[0])
    standing: dict[bytes, Version] = {}
    for (mode, _, blob), path in tree_entries(git, oldest, cancelled=cancelled):
        if path in standing:
            raise _ambiguous(git, oldest)
        standing[path] = (mode, blob, order.first_position)
    return Tree(position=order.first_position, standing=standing)


def _ambiguous(git: Git, commit: bytes) -> RepositoryCorrupt:
    """Of trees that git's fsck refuses: nobody can say what stands at such a path."""
    found = f"the tree of commit {commit.hex()}, or of the one before, has a name twice or not in order"
    return RepositoryCorrupt(git.source, detail=found)


_Records = Iterator[tuple[bytes, bytes]]


def _differences(
    git: Git, order: CommitOrder, after: int, cancelled: Callable[[], bool]
) -> Iterator[tuple[int, _Records]]:
    """(position, raw records with their paths) of each mainline commit after a position, against the one before."""
    names = [order.id(number).hex() for number in order.mainline]
    positions = range(after - order.first_position + 1, len(names))
    questions = [positions[at : at + _COMMITS_PER_QUESTION] for at in range(0, len(positions), _COMMITS_PER_QUESTION)]
    with DiffTree(git, "--raw", "--no-renames", cancelled=cancelled) as tree:
        for ahead, question in enumerate(questions[:1] + questions):
            if ahead < len(questions):  # the next one is asked before this one is answered
                tree.ask([f"{names[at]} {names[at - 1]}" for at in questions[ahead]])
            if ahead:
                for at, records in _parse(tree.answer(), question, names, git):
                    tree.check_cancelled()
                    yield order.first_position + at, records
        tree.finish()


def _parse(tokens: Tokens, question: Sequence[int], names: Sequence[str], git: Git) -> Iterator[tuple[int, _Records]]:
    """(index into names, records) of each; they must be taken to their end before the next one's."""
    at = 0

    def records() -> _Records:
        nonlocal at
        while (record := tokens[at]).startswith(b":"):
            yield record, tokens[at + 1]
            at += 2

    for asked in question:
        if tokens[at] != names[asked].encode():
            raise RepositoryCorrupt(git.source, detail=f"commit {names[asked]} cannot be read")
        at += 1
        yield asked, records()
    if tokens[at] != b"":
        raise RepositoryCorrupt(git.source, detail="more changes than were asked for")
