"""What git says of one tree: `ls-tree` the paths and their bytes, `diff-tree` against nothing the lines of each.

Both stream in git's order of paths, side by side: what is held is one entry.
"""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Callable, Generator, Iterator
from typing import Final

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.process import GitProcess
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.verification.facts import TreeFile

#: The tree without entries, which git knows without having it, by the digits of an id.
_EMPTY: Final = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_REGULAR: Final = 0o100000
_KIND: Final = 0o170000


def tree_files(git: Git, commit: bytes, *, cancelled: Callable[[], bool] = never) -> Generator[TreeFile, None, None]:
    """The files of a commit's tree (raw id), as git orders them: bytewise, of every tree that git itself writes.

    Errors: Cancelled, RepositoryCorrupt where the two commands do not agree, and as git's end means.
    """
    name = commit.hex()
    with (
        git.start("ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", name, cancelled=cancelled) as listing,
        git.start(
            "diff-tree",
            "-r",
            "-z",
            "--numstat",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            _EMPTY[len(name)],
            f"{name}^{{tree}}",
            cancelled=cancelled,
        ) as counting,
    ):
        try:
            for entry, counted in zip(_words(listing), _words(counting), strict=True):
                words, _, path = entry.partition(b"\t")
                mode, _, blob, size = words.split()
                insertions, _, counted_path = counted.split(b"\t", 2)
                if counted_path != path:
                    raise ValueError("its paths are not those of git diff-tree")
                is_text = int(mode, 8) & _KIND == _REGULAR and insertions != b"-"
                yield TreeFile(
                    path=path,
                    mode=int(mode, 8),
                    blob=unhexlify(blob),
                    bytes=None if size == b"-" else int(size),
                    lines=int(insertions) if is_text else None,
                )
        except ValueError as error:
            raise RepositoryCorrupt(git.source, detail=f"git ls-tree {name}: {error}") from error


def _words(process: GitProcess) -> Iterator[bytes]:
    rest = b""
    while piece := process.read():
        *words, rest = (rest + piece).split(b"\0")
        yield from words
    process.finish()
