"""Which commits there are and which of them are the mainline, by `git rev-list` in git's own order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import numpy as np
import numpy.typing as npt

from codevoyage_ingest.git.runner import Git, never

#: Raw ids, sorted. numpy compares such strings bytewise; a NUL at the end, which it does not show, changes nothing
#: between ids that are as long as each other.
Ids = npt.NDArray[np.bytes_]


def reached(git: Git, head: bytes, *, max_commits: int, cancelled: Callable[[], bool] = never) -> Ids:
    """The ids of all commits that a head (raw id) reaches, sorted; 20 or 32 bytes each, and nothing else is held.

    max_commits: the newest so many in topological order; 0: all. Errors: Cancelled, and as git's end means.
    """
    bound = ["--topo-order", f"--max-count={max_commits}"] if max_commits else []
    return as_ids(b"".join(_listed(git, *bound, head=head, cancelled=cancelled)), width=len(head))


def mainline(git: Git, head: bytes, *, cancelled: Callable[[], bool] = never) -> Generator[bytes, None, None]:
    """The raw ids of the first-parent chain, by position. Errors: Cancelled, and as git's end means."""
    for ids in _listed(git, "--first-parent", "--reverse", head=head, cancelled=cancelled):
        yield from (ids[at : at + len(head)] for at in range(0, len(ids), len(head)))


def ancestors(git: Git, commit: bytes, *, cancelled: Callable[[], bool] = never) -> int:
    """How many commits a commit (raw id) reaches, itself among them. Errors: Cancelled, and as git's end means."""
    return int(git.ask("rev-list", "--count", "--end-of-options", commit.hex(), "--", cancelled=cancelled))


def as_ids(ids: bytes, *, width: int) -> Ids:
    """Raw ids that lie one after the other, sorted."""
    return np.sort(np.frombuffer(ids, dtype=f"S{width}"))


def _listed(git: Git, *options: str, head: bytes, cancelled: Callable[[], bool]) -> Iterator[bytes]:
    """Raw ids one after the other, as many at a time as came."""
    rest = b""
    with git.start("rev-list", *options, "--end-of-options", head.hex(), "--", cancelled=cancelled) as process:
        while piece := process.read():
            lines, _, rest = (rest + piece).rpartition(b"\n")
            yield bytes.fromhex(lines.decode("ascii"))
        process.finish()
