"""The order in which a history is numbered: parents before children, oldest first, and its mainline.

One `git rev-list`, then the order of `layers`, which git does not have. 20 or 32 bytes a commit: everything else is
read along it, by several readers at once.
"""

from __future__ import annotations

from array import array
from binascii import unhexlify
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from codevoyage_ingest.errors import QuotaExceeded
from codevoyage_ingest.git.layers import layered, link
from codevoyage_ingest.git.runner import Git, never

#: Parents of one commit. linux has a merge of 66; what is told of one commit must fit a message of 3 MiB.
_PARENTS = 65_536


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
        width = self.width
        begin, end = self._begin(number) * width, self.parent_ends[number] * width
        if end - begin == width:
            return (self.parents[begin:end],)  # nearly all, and hundreds of thousands are asked for
        return tuple(self.parents[at : at + width] for at in range(begin, end, width))

    def non_merges(self, first: int, end: int) -> list[tuple[int, bytes]]:
        """(number, id) of the commits with at most one parent among [first, end)."""
        ends = self.parent_ends
        return [(number, self.id(number)) for number in range(first, end) if ends[number] - self._begin(number) < 2]

    def _begin(self, number: int) -> int:
        return self.parent_ends[number - 1] if number else 0


def read_order(git: Git, head: bytes, *, max_commits: int = 0, cancelled: Callable[[], bool] = never) -> CommitOrder:
    """Number the commits that a head reaches; the newest `max_commits` in topological order, 0: all.

    head: raw commit id. Errors: Cancelled, QuotaExceeded for a commit of too many parents, and as git's end means.
    """
    width = len(head)
    # One more than asked for says whether there was more; which ones are the newest is git's topological order.
    bound = ["--topo-order", f"--max-count={max_commits + 1}"] if max_commits else []
    ids, parents, ends = _listed(git, [*bound, "--end-of-options", head.hex(), "--"], width, cancelled)
    truncated = bool(max_commits) and len(ends) > max_commits
    if truncated:
        ids, ends = ids[:-width], ends[:-1]
        parents = parents[: int(ends[-1]) * width]
    if len(ends) and int(np.diff(ends, prepend=0).max()) > _PARENTS:
        raise QuotaExceeded(
            f"A commit of {git.source} has more than {_PARENTS:,} parents, the most that is read: it was made to "
            "exhaust whoever reads it. Analyse a repository without it.",
            bound="parents of a commit",
            value=_PARENTS,
            unit="commits",
        )
    links = link(ids, parents, ends, width=width)
    rows, mainline = layered(links, head=0)
    below = 0
    if truncated:
        oldest = ids[rows[mainline[0]] * width :][:width].hex()
        counted = git.ask(
            "rev-list", "--count", "--first-parent", "--end-of-options", oldest, "--", cancelled=cancelled
        )
        below = int(counted) - 1
    picked = np.frombuffer(rows, dtype=np.int64)
    counts = np.diff(ends, prepend=0)
    new_ends = np.cumsum(counts[picked])
    # Where the parents of each commit lie now, entry by entry.
    lie = np.repeat((ends - counts)[picked] - (new_ends - counts[picked]), counts[picked]) + np.arange(new_ends[-1])
    return CommitOrder(
        width=width,
        ids=np.frombuffer(ids, dtype=np.uint8).reshape(-1, width)[picked].tobytes(),
        parents=np.frombuffer(parents, dtype=np.uint8).reshape(-1, width)[lie].tobytes(),
        parent_ends=array("q", new_ends.tobytes()),
        mainline=mainline,
        first_position=below,
        truncated=truncated,
    )


def _listed(
    git: Git, arguments: list[str], width: int, cancelled: Callable[[], bool]
) -> tuple[bytes, bytes, npt.NDArray[np.int64]]:
    """Raw ids, the head's first; those of all parents; and where the parents of each end."""
    ids, parents, ends = bytearray(), bytearray(), array("q")
    digits, total, rest = 2 * width, 0, b""
    with git.start("rev-list", "--parents", *arguments, cancelled=cancelled) as process:
        while piece := process.read():
            *lines, rest = (rest + piece).split(b"\n")
            ids += unhexlify(b"".join([line[:digits] for line in lines]))
            parents += unhexlify(b"".join([line[digits + 1 :] for line in lines]).replace(b" ", b""))
            for line in lines:
                total += len(line) // (digits + 1)
                ends.append(total)
        process.finish()
    return bytes(ids), bytes(parents), np.array(ends, dtype=np.int64)
