"""Many objects from one `git cat-file --batch`, in the order asked, never holding a large one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.runner import Git, never

#: Ids handed to git in one write.
_IDS_PER_WRITE = 1000

#: Bytes read at once.
_BLOCK_BYTES = 1 << 20


class ObjectStream:
    """Objects one after the other: `header`, then `take` or `pieces` for its content."""

    def __init__(self, git: Git, ids: Iterable[bytes], *, cancelled: Callable[[], bool] = never) -> None:
        """ids: raw. Commits come out fastest in the order of history, blobs in the order of their paths."""
        self._source = git.source
        self._process = git.start("cat-file", "--batch", "--buffer", stdin=True, cancelled=cancelled)
        self._process.feed(request_lines(ids))
        self._buffer = b""
        self._at = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()

    def header(self) -> tuple[bytes, int]:
        """Type and size of the next object; its content must be taken before the next one's header.

        Errors: RepositoryCorrupt if the object is missing or git died of it.
        """
        end = self._buffer.find(b"\n", self._at)
        while end < 0:
            self._refill()
            end = self._buffer.find(b"\n", self._at)
        words = self._buffer[self._at : end].split(b" ")
        self._at = end + 1
        if len(words) != 3:
            raise RepositoryCorrupt(self._source, detail=b" ".join(words).decode("ascii", "replace"))
        return words[1], int(words[2])

    def take(self, size: int, *, limit: int) -> bytes:
        """The content of an object of that size; only its first `limit` bytes if it is larger."""
        if size <= limit:
            while len(self._buffer) - self._at <= size:
                self._refill()
            content = self._buffer[self._at : self._at + size]
            self._at += size + 1
            return content
        kept = b""
        for piece in self.pieces(size):
            if len(kept) < limit:
                kept += piece[: limit - len(kept)]
        return kept

    def pieces(self, size: int) -> Iterator[bytes]:
        """The content of an object of that size in pieces of at most a mebibyte; to be exhausted."""
        left = size
        while left:
            if self._at == len(self._buffer):
                self._refill()
            piece = self._buffer[self._at : self._at + left]
            self._at += len(piece)
            left -= len(piece)
            yield piece
        while self._at == len(self._buffer):
            self._refill()
        self._at += 1  # the newline after each object

    def check_cancelled(self) -> None:
        """End git and raise Cancelled if somebody asked to stop; to be called between chunks."""
        self._process.check_cancelled()

    def finish(self) -> None:
        """To be called after the last object. Errors: as git's end means."""
        self._process.finish()

    def _refill(self) -> None:
        piece = self._process.read(_BLOCK_BYTES)
        if not piece:
            self._process.finish()  # raises what it died of
            raise RepositoryCorrupt(self._source, detail="an object ended early")
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0


def request_lines(ids: Iterable[bytes]) -> Iterator[bytes]:
    """Raw ids as the lines that git reads, many a write."""
    lines: list[str] = []
    for name in ids:
        lines.append(name.hex())
        if len(lines) == _IDS_PER_WRITE:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode()
