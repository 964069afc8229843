"""One long-lived `git diff-tree --stdin`: asked for a few commits, it answers with what git writes about them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from codevoyage_ingest.errors import QuotaExceeded, RepositoryCorrupt
from codevoyage_ingest.git.runner import Git, never
from codevoyage_ingest.git.tokens import StreamedTokens, Tokens

#: Bytes of one answer. The largest imports of public history (300,000 files in one commit) take a tenth of it; what is
#: read of it takes as much again.
_ANSWER_BYTES = 512 << 20
#: Bytes of an answer that is taken whole: faster, and of most neighbouring commits some KB.
_WHOLE_BYTES = 8 << 20

#: git's cache of delta bases: 96 MiB is its default; 13 % faster on git/git with more, no faster beyond 512.
_DELTA_CACHE = "256m"


class DiffTree:
    """Use it in a `with`, from one thread. Errors: Cancelled, and as git's end means."""

    def __init__(self, git: Git, *options: str, cancelled: Callable[[], bool] = never) -> None:
        """options: what to write about each commit; `-z -r --root --always --no-abbrev` always hold."""
        self._source = git.source
        # A line that is no commit id is written back and flushed: it says that an answer is complete. It cannot be
        # guessed, so no path can look like it.
        self._marker = f"end-{secrets.token_hex(16)}".encode()
        self._buffer = bytearray()
        self._process = git.start(
            "diff-tree",
            "--stdin",
            "-z",
            "-r",
            "--root",
            "--always",  # a commit without a change too: so a missing one is noticed
            "--no-abbrev",
            "--no-ext-diff",
            "--no-textconv",
            *options,
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

    def ask(self, commits: list[str]) -> None:
        """Hand over a few commits, hexadecimal; `commit parent` compares with that parent, whatever others it has.

        What several calls hand over before an answer is taken must fit a pipe (64 KiB): some thirty commits a call.
        """
        self._process.write("\n".join(commits).encode() + b"\n" + self._marker + b"\n")

    def answer(self) -> Tokens:
        """All that git writes about what was asked first and not answered yet, the last token empty.

        A large answer comes while it is looked at: to be looked at to its end before the next one is taken.
        Errors: also QuotaExceeded if it is too much.
        """
        seen = 0
        while (end := self._buffer.find(self._marker, max(0, seen - len(self._marker)))) < 0:
            seen = len(self._buffer)
            if seen > _WHOLE_BYTES:
                return StreamedTokens(self._blocks())
            self._fill()
        return self._take(end, marker=True).removeprefix(b"\n").split(b"\0")

    def _blocks(self) -> Iterator[bytes]:
        """The rest of an answer."""
        seen = 0
        while (end := self._buffer.find(self._marker)) < 0:
            end = max(0, len(self._buffer) - len(self._marker))  # it may have begun already
            block = self._take(end, marker=False)
            yield block if seen else block.removeprefix(b"\n")
            seen += len(block)
            if seen > _ANSWER_BYTES:
                raise QuotaExceeded(
                    f"Some commits of {self._source} change more files than can be read here. "
                    "Limit the commits to read, or ask the operator to raise the bound.",
                    bound="changes of neighbouring commits",
                    value=_ANSWER_BYTES,
                    unit="bytes",
                )
            self._fill()
        yield self._take(end, marker=True)

    def _fill(self) -> None:
        piece = self._process.read()
        if not piece:
            self._process.finish()  # raises what it died of
            raise RepositoryCorrupt(self._source, detail="diff-tree ended early")
        self._buffer += piece

    def _take(self, end: int, *, marker: bool) -> bytes:
        """The bytes up to there, without the marker that follows; the end of its line begins the next answer."""
        taken = bytes(self._buffer[:end])
        del self._buffer[: end + (len(self._marker) if marker else 0)]
        return taken

    def check_cancelled(self) -> None:
        """End git and raise Cancelled if somebody asked to stop."""
        self._process.check_cancelled()

    def finish(self) -> None:
        """Say that no more is asked for, and wait for its end."""
        self._process.close_stdin()
        while self._process.read():
            pass
        self._process.finish()
