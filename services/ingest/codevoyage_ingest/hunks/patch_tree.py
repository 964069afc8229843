"""One long-lived `git diff-tree --stdin -p -U0`: asked for a few commits, it answers with their changes' hunks."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.errors import QuotaExceeded, RepositoryCorrupt
from codevoyage_ingest.git.changes import RENAME_LIMIT
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.hunks.patches import FileHunks, MalformedPatches, PatchParser

#: As the reading of changes has it (`git.diff_tree`).
_DELTA_CACHE: Final = "256m"
#: Hunks of one answer: a gibibyte of them is no history, it is an attack. Files of 64 MiB and more are binary.
_ANSWER_HUNKS: Final = 16 << 20


class PatchTree:
    """Use it in a `with`, from one thread. Errors: Cancelled, and as git's end means."""

    def __init__(
        self,
        git: Git,
        *,
        rename_limit: int = RENAME_LIMIT,
        variables: Mapping[str, str] | None = None,
        cancelled: Callable[[], bool] = never,
    ) -> None:
        """variables: of git's environment, on top of the hardened ones."""
        self._source = git.source
        # A line that is no commit id is written back and flushed: it says that an answer is complete.
        self._marker = f"end-{secrets.token_hex(16)}".encode()
        self._asked: deque[PatchParser] = deque()
        self._rest = b""
        self._process = git.start(
            "diff-tree",
            "--stdin",
            "-z",
            "-r",
            "--root",
            "--always",  # a commit without a change too: so a missing one is noticed
            "--no-abbrev",
            "--full-index",  # to find short names of blobs costs more than to write long ones
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--raw",
            "-p",
            "-U0",
            "-M",
            f"-l{rename_limit}",
            stdin=True,
            configuration={"core.deltaBaseCacheLimit": _DELTA_CACHE},
            variables=variables,
            cancelled=cancelled,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()

    def ask(self, commits: list[tuple[bytes, bytes]]) -> None:
        """Hand over a few commits as (raw id, raw id of the parent to compare with; empty: its only one, or nothing).

        Twice as many bytes as one call hands over must fit a pipe (64 KiB): two may be asked for before an answer.
        """
        self._asked.append(PatchParser([name.hex().encode() for name, _ in commits], self._marker))
        lines = [f"{name.hex()} {parent.hex()}".rstrip().encode() for name, parent in commits]
        self._process.write(b"\n".join([*lines, self._marker, b""]))

    def ask_trees(self, old: bytes, new: bytes) -> None:
        """Hand over two trees, ids in hexadecimal; the answer is as that of one commit."""
        pair = b"%b %b" % (old, new)
        self._asked.append(PatchParser([pair], self._marker, ended_by=b"\n"))  # whatever `-z` says
        self._process.write(b"%b\n%b\n" % (pair, self._marker))

    def answer(self) -> list[list[FileHunks]]:
        """The changes of each commit that was asked for first and not answered yet.

        Errors: also QuotaExceeded for too many hunks, RepositoryCorrupt for what cannot be read.
        """
        parser = self._asked.popleft()
        found: list[list[FileHunks]] = []
        piece, hunks = self._rest, 0
        try:
            while True:
                for files in parser.feed(piece):
                    found.append(files)
                    hunks += sum(len(file.hunks) for file in files) // 4
                if parser.done:
                    break
                if hunks > _ANSWER_HUNKS:
                    raise self._too_much()
                piece = self._process.read()
                if not piece:
                    self._process.finish()  # raises what it died of
                    raise RepositoryCorrupt(self._source, detail="diff-tree ended early")
        except MalformedPatches as error:
            raise RepositoryCorrupt(self._source, detail=f"hunks cannot be read: {error}") from error
        self._rest = parser.rest()
        return found

    def finish(self) -> None:
        """Say that no more is asked for, and wait for its end."""
        self._process.close_stdin()
        while self._process.read():
            pass
        self._process.finish()

    def _too_much(self) -> QuotaExceeded:
        return QuotaExceeded(
            f"Some commits of {self._source} change more places than can be read here. "
            "Limit the commits to read, or ask the operator to raise the bound.",
            bound="hunks of neighbouring commits",
            value=_ANSWER_HUNKS,
            unit="hunks",
        )
