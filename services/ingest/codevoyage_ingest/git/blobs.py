"""Sizes of blobs, and their lines counted from their content."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Final

from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.git.object_stream import ObjectStream, request_lines
from codevoyage_ingest.git.runner import Git, never

#: The number of lines of what has none: a binary.
BINARY: Final = -1

#: Bytes from the beginning in which a NUL makes a binary (git's rule).
_BINARY_PREFIX = 8000

#: Bytes beyond which a file is binary, whatever is in it (`core.bigFileThreshold` of every git child).
LARGEST_TEXT: Final = 64 << 20


def read_sizes(git: Git, blobs: Sequence[bytes], *, cancelled: Callable[[], bool] = never) -> dict[bytes, int]:
    """Bytes of each blob (raw ids). Errors: Cancelled, RepositoryCorrupt for a missing one, and as git's end means."""
    found: list[bytes] = []
    rest = b""
    with git.start("cat-file", "--batch-check=%(objectsize)", "--buffer", stdin=True, cancelled=cancelled) as process:
        process.feed(request_lines(blobs))
        while piece := process.read():
            *lines, rest = (rest + piece).split(b"\n")
            found += lines
        process.finish()
    try:
        return dict(zip(blobs, map(int, found), strict=True))
    except ValueError:  # `<id> missing`, or too few answers
        odd = next((line for line in found if not line.isdigit()), b"an answer is missing")
        raise RepositoryCorrupt(git.source, detail=odd.decode("ascii", "replace")) from None


def count_lines(
    git: Git,
    blobs: Sequence[bytes],
    *,
    processes: int = 1,
    cancelled: Callable[[], bool] = never,
) -> dict[bytes, int]:
    """Lines of each blob (raw ids; fastest in the order of paths): newlines, and one for an unterminated last line.

    BINARY for a NUL in the first 8,000 bytes, or over 64 MiB, which is not even read. No blob is held whole.
    Errors: Cancelled, RepositoryCorrupt, and as git's end means.
    """
    sizes = read_sizes(git, blobs, cancelled=cancelled)
    counted = {blob: BINARY for blob in blobs if sizes[blob] > LARGEST_TEXT}
    small = [blob for blob in blobs if sizes[blob] <= LARGEST_TEXT]
    errors: list[Exception] = []

    def count(part: Sequence[bytes]) -> None:
        try:
            counted.update(_count(git, part, lambda: bool(errors) or cancelled()))
        except Exception as error:  # noqa: BLE001  raised again below, where somebody waits for it
            errors.append(error)

    # Neighbours share deltas, so each process gets one run of them.
    length = -(-len(small) // max(1, processes)) or 1
    parts = [small[at : at + length] for at in range(0, len(small), length)]
    threads = [threading.Thread(target=count, args=(part,), name="lines", daemon=True) for part in parts[1:]]
    for thread in threads:
        thread.start()
    if parts:
        count(parts[0])
    for thread in threads:
        thread.join()  # bounded: each ends at once when another one failed
    if errors:
        raise errors[0]
    return counted


def _count(git: Git, blobs: Sequence[bytes], cancelled: Callable[[], bool]) -> dict[bytes, int]:
    counted: dict[bytes, int] = {}
    with ObjectStream(git, blobs, cancelled=cancelled) as stream:
        for blob in blobs:
            _, size = stream.header()
            lines, at, last = 0, 0, b"\n"
            for piece in stream.pieces(size):
                if at < _BINARY_PREFIX and piece.find(b"\0", 0, _BINARY_PREFIX - at) >= 0:
                    lines = BINARY
                if lines != BINARY:
                    lines += piece.count(b"\n")
                at, last = at + len(piece), piece[-1:]
            counted[blob] = lines if lines == BINARY or last == b"\n" else lines + 1
        stream.finish()
    return counted
