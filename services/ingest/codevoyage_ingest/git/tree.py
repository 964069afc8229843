"""The tree of one commit, with the bytes of each blob."""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Callable
from dataclasses import dataclass, field

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.tree_entries import tree_entries

#: Bytes of what has none: a submodule.
NO_BYTES = -1


@dataclass(frozen=True, kw_only=True)
class TreeColumns:
    """Entry i of each column is one path, bytewise in order. blobs: raw ids. bytes: NO_BYTES for a submodule."""

    paths: list[bytes] = field(default_factory=list)
    modes: list[int] = field(default_factory=list)
    blobs: list[bytes] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)


def read_tree(git: Git, commit: bytes, *, cancelled: Callable[[], bool] = never) -> TreeColumns:
    """The tree of a commit (raw id).

    Errors: Cancelled, QuotaExceeded for one too large, RepositoryCorrupt, and as git's end means.
    """
    columns = TreeColumns()
    for (mode, _, blob, size), path in tree_entries(git, commit, "-l", cancelled=cancelled):
        columns.paths.append(path)
        columns.modes.append(int(mode, 8))
        columns.blobs.append(unhexlify(blob))
        columns.bytes.append(NO_BYTES if size == b"-" else _bytes(size, git, blob))
    return columns


def _bytes(size: bytes, git: Git, blob: bytes) -> int:
    """Of what a tree calls a file; git says BAD where it is none, or is not there."""
    if not size.isdigit():
        raise RepositoryCorrupt(git.source, detail=f"{blob.decode('ascii', 'replace')} is missing, or no file")
    return int(size)
