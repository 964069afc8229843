"""File changes in columns, and how they are read from what `git diff-tree -z --raw --numstat` writes."""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from codevoyage_ingest.git.tokens import Tokens

#: Records that are held until they are taken apart: some 1.5 MB, also where a commit has a million.
_RECORDS: Final = 10_000
#: In `old_lines`: nobody counted.
NOT_COUNTED: Final = -2


@dataclass(frozen=True, kw_only=True)
class ChangeColumns:
    """Entry i of each column is one change, by commit number, then in git's order (bytewise by path).

    statuses: `A`, `M`, `D`, `R`, `T`. old_paths: before a rename; else the same as `paths`. old_modes, modes: 0 where
    nothing stands. old_blobs, blobs: raw ids; zeros where nothing stands. insertions, deletions: lines; -1 for binary.
    old_lines: of the content before, -1 if it is binary, NOT_COUNTED if nobody counted. scores: similarity of a rename
    in percent, else 0. rename_limited: numbers of commits with more candidates for renames than git compares.
    """

    commits: list[int] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    paths: list[bytes] = field(default_factory=list)
    old_paths: list[bytes] = field(default_factory=list)
    old_modes: list[int] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    old_blobs: list[bytes] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)
    insertions: list[int] = field(default_factory=list)
    deletions: list[int] = field(default_factory=list)
    old_lines: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    rename_limited: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.commits)

    def extend(self, other: ChangeColumns) -> None:
        """Append the rows of the commits that come next."""
        for name, column in vars(self).items():
            column.extend(getattr(other, name))

    def part(self, first: int, end: int) -> ChangeColumns:
        """Rows [first, end), without what is of the whole."""
        columns = {name: column[first:end] for name, column in vars(self).items() if column is not self.rename_limited}
        return ChangeColumns(**columns)

    def by_number(self) -> ChangeColumns:
        """These rows, by commit number from now on; those of one commit stay in their order."""
        rows = sorted(range(len(self)), key=self.commits.__getitem__)
        for column in vars(self).values():  # one after the other: a copy of all would be as large as they are
            if column is not self.rename_limited:
                column[:] = [column[row] for row in rows]
        self.rename_limited.sort()
        return self


class MalformedChanges(ValueError):
    """Not what git writes for these commits: one of them is missing, or cannot be read."""


def parse_changes(
    tokens: Tokens, commits: Sequence[tuple[int, bytes]], *, rename_limit: int, counted: bool = True
) -> ChangeColumns:
    """The changes of commits, given as (number, raw id) in the order in which they were handed to git.

    tokens: for each commit its id, a `:mode mode id id status` record with its path or paths for each change, and, if
    git `counted` lines, an `insertions TAB deletions TAB path` record for each change, and an empty one in the
    end. If it did not, the columns of lines stay empty.
    Errors: MalformedChanges.
    """
    columns = ChangeColumns()
    width = len(commits[0][1]) if commits else 0
    records: list[bytes] = []
    at = 0
    try:
        for number, name in commits:
            if tokens[at] != name.hex().encode():
                raise MalformedChanges(name.hex())
            at += 1
            first = len(columns.paths)
            while (record := tokens[at]).startswith(b":"):
                if len(records) == _RECORDS:
                    _spread(records, columns, width)
                records.append(record)
                columns.old_paths.append(tokens[at + 1])
                at += 2
                if record[-4:-3] == b"R":
                    columns.paths.append(tokens[at])
                    at += 1
                else:
                    columns.paths.append(columns.old_paths[-1])
            if count := len(columns.paths) - first:
                if counted:
                    at = _counts(tokens, at, columns, first)
                columns.commits.extend([number] * count)
                if count > rename_limit:
                    _spread(records, columns, width)
                    if _rename_limited(columns.statuses[first:], rename_limit):
                        columns.rename_limited.append(number)
        ended = tokens[at : at + 2] == [b""]
    except (IndexError, ValueError) as error:
        raise MalformedChanges(str(error)) from error
    if not ended:
        raise MalformedChanges("more than was asked for")
    columns.old_lines.extend([NOT_COUNTED] * len(columns.insertions))
    _spread(records, columns, width)
    return columns


def _counts(tokens: Tokens, at: int, columns: ChangeColumns, first: int) -> int:
    """Take the line counts of one commit's changes; where the next record is."""
    insertions, deletions, paths = columns.insertions, columns.deletions, columns.paths
    for change in range(first, len(paths)):
        added, tab, rest = tokens[at].partition(b"\t")
        removed, _, path = rest.partition(b"\t")
        if not path and tab:  # a rename: both paths follow
            path = tokens[at + 2]
            step = 3
        else:
            step = 1
        if path != paths[change] or not tab:
            # git leaves out a change that changes no line.
            insertions.append(0)
            deletions.append(0)
            continue
        at += step
        insertions.append(-1 if added == b"-" else int(added))
        deletions.append(-1 if removed == b"-" else int(removed))
    return at


def _spread(records: list[bytes], columns: ChangeColumns, width: int) -> None:
    """Fill the columns that stand at fixed places of `:mode mode id id status`, and forget the records."""
    if not records:
        return
    digits = 2 * width
    old, new, status = 15, 16 + digits, 17 + 2 * digits
    modes = {mode: int(mode, 8) for record in records for mode in (record[1:7], record[8:14])}
    columns.old_modes.extend([modes[record[1:7]] for record in records])
    columns.modes.extend([modes[record[8:14]] for record in records])
    old_ids = unhexlify(b"".join([record[old : old + digits] for record in records]))
    new_ids = unhexlify(b"".join([record[new : new + digits] for record in records]))
    columns.old_blobs.extend(_ids(old_ids, width))
    columns.blobs.extend(_ids(new_ids, width))
    words = [record[status:].decode() for record in records]
    columns.statuses.extend([word[0] for word in words])
    columns.scores.extend([int(word[1:]) if len(word) > 1 else 0 for word in words])
    records.clear()


def _ids(joined: bytes, width: int) -> list[bytes]:
    """Ids one by one; all zeros are one object."""
    nothing = bytes(width)
    found = [joined[at : at + width] for at in range(0, len(joined), width)]
    return [nothing if each == nothing else each for each in found]


def _rename_limited(statuses: list[str], limit: int) -> bool:
    """Whether git compared no contents for renames: it does not where added times deleted exceeds limit squared.

    What is left of both when it gave up is what it counted; when it did not give up, less is left than it counted.
    git itself says so only once for all commits together.
    """
    return statuses.count("A") * statuses.count("D") > limit * limit
