"""The order in which a history is numbered: parents before children, oldest first, and its mainline.

One `git rev-list` and 20 or 32 bytes a commit: everything else is read along this order, by several readers at once.
"""

from __future__ import annotations

from array import array
from binascii import unhexlify
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from codevoyage_ingest.git.runner import Git, never


@dataclass(frozen=True, kw_only=True)
class CommitOrder:
    """Commits by number, from 0.

    mainline: numbers of the first-parent chain, ascending. first_position: the position of its first commit, which
    is the number of that commit's first-parent ancestors (0 unless a cap cut the history).
    truncated: there are older commits than these.
    """

    width: int  #: bytes of an id
    ids: bytes = field(repr=False)
    parents: bytes = field(repr=False)
    parent_ends: Sequence[int] = field(repr=False)
    mainline: Sequence[int] = field(repr=False)
    first_position: int
    truncated: bool

    def __len__(self) -> int:
        return len(self.parent_ends)

    def id(self, number: int) -> bytes:
        """The raw id of a commit."""
        return self.ids[number * self.width : (number + 1) * self.width]

    def parents_of(self, number: int) -> tuple[bytes, ...]:
        """Raw ids of all parents; a commit at a shallow clone's border has none."""
        width, begin, end = self.width, self._begin(number), self.parent_ends[number]
        return tuple(self.parents[at * width : (at + 1) * width] for at in range(begin, end))

    def non_merges(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """(number, id) of the commits with at most one parent among [first, end)."""
        ends = self.parent_ends
        return [(number, self.id(number)) for number in range(first, end) if ends[number] - self._begin(number) < 2]

    def _begin(self, number: int) -> int:
        return self.parent_ends[number - 1] if number else 0


def read_order(git: Git, head: bytes, *, max_commits: int = 0, cancelled: Callable[[], bool] = never) -> CommitOrder:
    """Number the commits that a head reaches; the newest `max_commits` in topological order, 0: all.

    head: raw commit id. Errors: Cancelled, and as git's end means.
    """
    # One more than asked for says whether there was more.
    bound = [f"--max-count={max_commits + 1}"] if max_commits else []
    ids, parents, ends = bytearray(), bytearray(), array("Q")
    digits, total, rest = 2 * len(head), 0, b""
    with git.start(
        "rev-list", "--topo-order", "--reverse", "--parents", *bound, "--end-of-options", head.hex(), "--",
        cancelled=cancelled,
    ) as process:  # fmt: skip
        while piece := process.read():
            *lines, rest = (rest + piece).split(b"\n")
            ids += unhexlify(b"".join([line[:digits] for line in lines]))
            parents += unhexlify(b"".join([line[digits + 1 :] for line in lines]).replace(b" ", b""))
            for line in lines:
                total += len(line) // (digits + 1)
                ends.append(total)
        process.finish()
    width = len(head)
    truncated = bool(max_commits) and len(ends) > max_commits
    if truncated:
        dropped = ends[0]
        ids, parents = ids[width:], parents[dropped * width :]
        ends = array("Q", [end - dropped for end in ends[1:]])
    mainline = _mainline(ids, parents, ends, width)
    below = 0
    if truncated and mainline:
        oldest = ids[mainline[0] * width :][:width].hex()
        counted = git.ask(
            "rev-list", "--count", "--first-parent", "--end-of-options", oldest, "--", cancelled=cancelled
        )
        below = int(counted) - 1
    return CommitOrder(
        width=width,
        ids=bytes(ids),
        parents=bytes(parents),
        parent_ends=ends,
        mainline=mainline,
        first_position=below,
        truncated=truncated,
    )


def _mainline(ids: bytearray, parents: bytearray, ends: Sequence[int], width: int) -> Sequence[int]:
    """Numbers of the first-parent chain of the last commit: one walk backwards, as parents come before children."""
    found = array("Q")
    wanted = ids[-width:]
    for number in range(len(ends) - 1, -1, -1):
        if ids[number * width : (number + 1) * width] == wanted:
            found.append(number)
            begin = ends[number - 1] if number else 0
            if begin == ends[number]:
                break
            wanted = parents[begin * width : (begin + 1) * width]
    found.reverse()
    return found
