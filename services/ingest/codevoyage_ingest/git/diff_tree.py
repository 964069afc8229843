"""One long-lived `git diff-tree --stdin`: asked for a few commits, it answers with their changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from codevoyage_ingest.errors import QuotaExceeded, RepositoryCorrupt
from codevoyage_ingest.git.change_columns import ChangeColumns, MalformedChanges, parse_changes
from codevoyage_ingest.git.runner import Git, never

#: Bytes of one answer. The largest imports of public history (300,000 files in one commit) take a third of it.
_ANSWER_BYTES = 256 << 20

#: git's cache of delta bases: 96 MiB is its default; 13 % faster on git/git with more, no faster beyond 512.
_DELTA_CACHE = "256m"


class DiffTree:
    """Use it in a `with`, from one thread. Errors: Cancelled, and as git's end means."""

    def __init__(self, git: Git, *, rename_limit: int, cancelled: Callable[[], bool] = never) -> None:
        self._source = git.source
        self._rename_limit = rename_limit
        # A line that is no commit id is written back and flushed: it says that an answer is complete. It cannot be
        # guessed, so no path can look like it.
        self._marker = f"end-{secrets.token_hex(16)}".encode()
        self._buffer = bytearray()
        self._process = git.start(
            "diff-tree",
            "--stdin",
            "-z",
            "-r",
            "--raw",
            "--numstat",
            "-M",
            f"-l{rename_limit}",
            "--root",
            "--always",
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            stdin=True,
            configuration={"core.deltaBaseCacheLimit": _DELTA_CACHE},
            cancelled=cancelled,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()

    def ask(self, commits: Sequence[tuple[int, bytes]]) -> None:
        """Hand over (number, raw id) of a few commits: few enough to fit a pipe twice (64 KiB)."""
        lines = "".join([f"{name.hex()}\n" for _, name in commits])
        self._process.write(lines.encode() + self._marker + b"\n")

    def answer(self, commits: Sequence[tuple[int, bytes]]) -> ChangeColumns:
        """The changes of the commits that were asked for first and not answered yet.

        Errors: also RepositoryCorrupt if a commit cannot be read, QuotaExceeded if they change too much.
        """
        seen = 0
        while (end := self._buffer.find(self._marker, max(0, seen - len(self._marker)))) < 0:
            seen = len(self._buffer)
            if seen > _ANSWER_BYTES:
                raise QuotaExceeded(
                    f"Some commits of {self._source} change more files than can be read here. "
                    "Limit the commits to read, or ask the operator to raise the bound.",
                    bound="changes of neighbouring commits",
                    value=_ANSWER_BYTES,
                    unit="bytes",
                )
            piece = self._process.read()
            if not piece:
                self._process.finish()  # raises what it died of
                raise RepositoryCorrupt(self._source, detail="diff-tree ended early")
            self._buffer += piece
        output = bytes(self._buffer[:end]).removeprefix(b"\n")  # the end of the marker's line before
        del self._buffer[: end + len(self._marker)]
        try:
            return parse_changes(output, commits, rename_limit=self._rename_limit)
        except MalformedChanges as error:
            raise RepositoryCorrupt(self._source, detail=f"changes cannot be read: {error}") from error

    def finish(self) -> None:
        """Say that no more is asked for, and wait for its end."""
        self._process.close_stdin()
        while self._process.read():
            pass
        self._process.finish()
