"""Hunks between pairs of contents, whatever commits and paths they have: two trees are made of them, and compared.

`git diff-tree` takes commits or trees, never blobs, and commits it compares whole: of a merge's second parent that is
all that happened on the mainline meanwhile. The trees are written beside the clone, never into it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.hunks.patch_tree import PatchTree
from codevoyage_ingest.hunks.patches import FileHunks

_KINDS = {b"160000": b"commit"}
_NOTHING = b"000000"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What stood, and what stands: modes as git writes them, ids in hexadecimal. Mode 000000: nothing."""

    old_mode: bytes
    old: bytes
    mode: bytes
    new: bytes


class ContentPairs:
    """Use it in a `with`, from one thread; git is started when the first pair comes. Errors: as git's end means."""

    def __init__(self, git: Git, *, cancelled: Callable[[], bool] = never) -> None:
        self._git = git
        self._cancelled = cancelled
        self._ends = ExitStack()
        self._tree: PatchTree | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    def compare(self, pairs: Sequence[Pair]) -> list[FileHunks | None]:
        """The difference of each pair; None where both are the same."""
        found: list[FileHunks | None] = [None] * len(pairs)
        if not pairs:
            return found
        if self._tree is None:
            self._tree = self._begin()
        # Names of one length, so that git's order is theirs.
        old = self._written([(pair.old_mode, pair.old) for pair in pairs])
        new = self._written([(pair.mode, pair.new) for pair in pairs])
        self._tree.ask_trees(old, new)
        for file in self._tree.answer()[0]:
            found[int(file.path)] = file
        return found

    def finish(self) -> None:
        """Say that no more is asked for, and wait for git's end."""
        if self._tree is not None:
            self._tree.finish()

    def _begin(self) -> PatchTree:
        clone = Path(self._git.ask("rev-parse", "--absolute-git-dir").decode().rstrip("\n"))
        scratch = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="pairs-", dir=clone))
        objects = Path(scratch) / "objects"
        (objects / "info").mkdir(parents=True)
        # A path that is quoted as git quotes may hold anything.
        quoted = str(clone / "objects").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        (objects / "info" / "alternates").write_text(f'"{quoted}"\n')
        variables = {"GIT_OBJECT_DIRECTORY": str(objects)}
        self._maker = self._ends.enter_context(
            self._git.start(
                "mktree",
                "-z",
                "--missing",  # submodules are not there; blobs are looked for when they are compared
                "--batch",
                stdin=True,
                variables=variables,
                configuration={"core.fsync": "none"},  # nobody needs them after this
                cancelled=self._cancelled,
            )
        )
        return self._ends.enter_context(PatchTree(self._git, variables=variables, cancelled=self._cancelled))

    def _written(self, entries: Sequence[tuple[bytes, bytes]]) -> bytes:
        """The id, in hexadecimal, of a tree of what stands among these; names are their places."""
        lines = [
            b"%b %b %b\t%08d\0" % (mode, _KINDS.get(mode, b"blob"), name, at)
            for at, (mode, name) in enumerate(entries)
            if mode != _NOTHING
        ]
        self._maker.write(b"".join([*lines, b"\0"]))
        answer = b""
        while not answer.endswith(b"\n"):
            piece = self._maker.read()
            if not piece:
                self._maker.finish()  # raises what it died of
                raise RepositoryCorrupt(self._git.source, detail="mktree ended early")
            answer += piece
        return answer.rstrip(b"\n")
