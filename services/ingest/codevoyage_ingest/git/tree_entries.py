"""The entries of a commit's whole tree, streamed and bounded: a few hundred objects can describe billions of files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from codevoyage_ingest.errors import QuotaExceeded
from codevoyage_ingest.git.runner import Git, never

#: Entries of one tree. The largest public ones have half as many.
TREE_ENTRIES: Final = 1_000_000

#: Bytes of all that git writes about one tree. The largest public ones take a quarter; without this bound a tree of
#: long paths would fill the memory long before it has too many entries.
TREE_BYTES: Final = 256 << 20


#: Bytes of a path, which must fit a message of 3 MiB. Systems that files are written on end at 4,096.
_PATH_BYTES: Final = 1 << 20


def tree_entries(
    git: Git, commit: bytes, *options: str, cancelled: Callable[[], bool] = never
) -> Iterator[tuple[list[bytes], bytes]]:
    """(words before the path, path) of each entry, bytewise by path.

    commit: raw id. options: more of `ls-tree`.
    Errors: QuotaExceeded as soon as there are too many, Cancelled, and as git's end means.
    """
    entries = size = 0
    rest = b""
    arguments = ("ls-tree", "-r", "-z", "--full-tree", *options, "--end-of-options", commit.hex())
    with git.start(*arguments, cancelled=cancelled) as process:
        while piece := process.read():
            *lines, rest = (rest + piece).split(b"\0")
            entries += len(lines)
            size += len(piece)
            if entries > TREE_ENTRIES:
                raise _too_large(git, "entries of a tree", TREE_ENTRIES, "entries")
            if size > TREE_BYTES:
                raise _too_large(git, "bytes of a tree's list", TREE_BYTES, "bytes")
            for line in lines:
                words, _, path = line.partition(b"\t")
                check_path(git.source, path)
                yield words.split(), path
        process.finish()


def check_path(source: str, path: bytes) -> None:
    """Raises QuotaExceeded for a path that is longer than any that can be meant."""
    if len(path) > _PATH_BYTES:
        raise QuotaExceeded(
            f"{source} has a path of more than {_PATH_BYTES:,} bytes, the most that is read: no system has such paths. "
            "Analyse a repository without it.",
            bound="bytes of a path",
            value=_PATH_BYTES,
            unit="bytes",
        )


def _too_large(git: Git, bound: str, value: int, unit: str) -> QuotaExceeded:
    return QuotaExceeded(
        f"One tree of {git.source} has more than {value:,} {unit}, the most that is read: such trees are made to "
        "exhaust whoever reads them. Analyse a repository without it.",
        bound=bound,
        value=value,
        unit=unit,
    )
