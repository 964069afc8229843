"""Contents of blobs from one long-lived `git cat-file --batch`, the latest ones kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Self

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.counting.kernel import Content
from codevoyage_ingest.git.counting.ring import Ring
from codevoyage_ingest.git.runner import Git, never

#: Bytes of contents that are kept. On git/git a change finds four of five of its old contents among them.
_KEPT_BYTES: Final = 32 << 20
#: Bytes of the largest content that is held; larger ones, of which there are few, are git's to compare.
_LARGEST_BYTES: Final = 4 << 20
#: Bytes read at once beyond a content: the next header, and mostly the next content.
_BUFFER_BYTES: Final = 256 << 10
#: Bytes of an object's header: 64 digits, a type, a size.
_HEADER_BYTES: Final = 128
#: git's cache of delta bases, as for `diff-tree`.
_DELTA_CACHE: Final = "256m"


class BlobContents:
    """Use it in a `with`, from one thread. Errors: Cancelled, RepositoryCorrupt, and as git's end means."""

    def __init__(self, git: Git, *, cancelled: Callable[[], bool] = never) -> None:
        self._source = git.source
        self._process = git.start(
            "cat-file",
            "--batch",
            stdin=True,
            configuration={"core.deltaBaseCacheLimit": _DELTA_CACHE},
            cancelled=cancelled,
        )
        self._kept = Ring(_KEPT_BYTES)
        #: Asked for and not read yet, in order.
        self._queue: deque[bytes] = deque()
        self._coming: set[bytes] = set()
        self._buffer = memoryview(bytearray(_BUFFER_BYTES))
        self._begin = self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close()

    def ask(self, blobs: Iterable[bytes]) -> None:
        """Have these (raw ids) at hand soon, to be taken in this order.

        Their lines, with those of what was asked for and not taken yet, must fit a pipe: at most 1,000 blobs.
        """
        wanted: list[bytes] = []
        for blob in blobs:
            if blob not in self._coming and not self._kept.stays(blob):
                self._coming.add(blob)
                wanted.append(blob)
        if wanted:
            self._process.write(b"".join([blob.hex().encode() + b"\n" for blob in wanted]))
            self._queue.extend(wanted)

    def content(self, blob: bytes) -> Content | None:
        """One that was asked for, to be looked at before the next one is taken; None if it is too large, or had to make
        room for others meanwhile."""
        while blob in self._coming:
            coming = self._queue.popleft()
            self._coming.discard(coming)
            self._read(coming)
        return self._kept.get(blob)

    def still(self, blob: bytes) -> bool:
        """Whether a content that was taken is still what it was."""
        return blob in self._kept

    def finish(self) -> None:
        """Take what is left of what was asked for, and wait for git's end."""
        while self._queue:
            self._read(self._queue.popleft())
        self._process.close_stdin()
        self._process.finish()

    def _read(self, blob: bytes) -> None:
        size = self._size()
        if size > _LARGEST_BYTES:
            self._skip(size + 1)
            return
        target = self._kept.room(blob, size).data
        have = min(size, self._end - self._begin)
        target[:have] = self._buffer[self._begin : self._begin + have]
        self._begin += have
        while have < size:
            have += self._fill(target[have:])
        self._skip(1)  # the newline after each object

    def _size(self) -> int:
        """From the header of the next object: its id, type and size, and a newline."""
        while True:
            head = bytes(self._buffer[self._begin : min(self._end, self._begin + _HEADER_BYTES)])
            line, newline, _ = head.partition(b"\n")
            if newline:
                self._begin += len(line) + 1
                words = line.split(b" ")
                if len(words) != 3:
                    raise RepositoryCorrupt(self._source, detail=line.decode("ascii", "replace"))
                return int(words[2])
            self._buffer[: len(head)] = head
            self._begin, self._end = 0, len(head)
            self._end += self._more(self._buffer[len(head) :])

    def _fill(self, target: memoryview) -> int:
        """Read what is left of a content, and what comes after it; how much of the content it was."""
        read = self._more(target, self._buffer)
        self._begin, self._end = 0, max(0, read - len(target))
        return min(read, len(target))

    def _skip(self, size: int) -> None:
        while size > (ready := self._end - self._begin):
            size -= ready
            self._begin, self._end = 0, self._more(self._buffer)
        self._begin += size

    def _more(self, *buffers: memoryview) -> int:
        read = self._process.read_into(*buffers)
        if not read:
            self._process.finish()  # raises what it died of
            raise RepositoryCorrupt(self._source, detail="an object ended early")
        return read
