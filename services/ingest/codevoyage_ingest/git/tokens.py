"""What git writes, ended by NULs: a list where it is little, a window that moves along it where it is much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, overload


class Tokens(Protocol):
    """Tokens by their index, to be looked at in order. Errors: IndexError after the last one."""

    @overload
    def __getitem__(self, at: int, /) -> bytes: ...

    @overload
    def __getitem__(self, at: slice, /) -> list[bytes]: ...


class StreamedTokens:
    """Those of blocks that are taken as they are needed; what lies some tokens behind is forgotten."""

    #: Tokens behind the newest that may still be looked at: a record has three at most, and three are looked ahead.
    BEHIND = 16

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._tokens: list[bytes] = []
        self._first = 0  #: the index of the first one that is held
        self._rest = b""
        self._ended = False

    @overload
    def __getitem__(self, at: int, /) -> bytes: ...

    @overload
    def __getitem__(self, at: slice, /) -> list[bytes]: ...

    def __getitem__(self, at: int | slice, /) -> bytes | list[bytes]:
        if isinstance(at, slice):
            while len(self._tokens) < at.stop - self._first and not self._ended:
                self._take(at.start)
            return self._tokens[at.start - self._first : at.stop - self._first]
        while at - self._first >= len(self._tokens) and not self._ended:
            self._take(at)
        return self._tokens[at - self._first]

    def _take(self, at: int) -> None:
        block = next(self._blocks, None)
        if block is None:
            self._ended = True
            self._tokens.append(self._rest)
            return
        forgotten = max(0, at - self._first - self.BEHIND)
        del self._tokens[:forgotten]
        self._first += forgotten
        *tokens, self._rest = (self._rest + block).split(b"\0")
        self._tokens += tokens
