"""MEASURING: bytes and lines of every version of a file on the mainline, and the versions stored."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.domain import STANDS, ChunkKind, Span
from codevoyage_ingest.git.blobs import BINARY, count_lines, read_sizes
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, VersionColumns, read_versions
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.models import versions
from codevoyage_ingest.reading.changes import ChangeReading
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter

_COLUMNS: Final = ("number", "path", "file", "mode", "blob", "born", "died", "bytes", "lines")


#: A chunk of versions, with the bytes of their blobs.
Sized = tuple[VersionColumns, dict[bytes, int]]


class VersionsAhead:
    """Versions read by a thread, one chunk ahead: the first while changes are still being read, as it needs none."""

    def __init__(self, pool: ThreadPoolExecutor, chunks: Iterator[Sized]) -> None:
        self._pool = pool
        self._chunks = chunks
        self._next: Future[Sized | None] = pool.submit(next, chunks, None)

    def __iter__(self) -> Iterator[Sized]:
        while (chunk := self._next.result()) is not None:
            self._next = self._pool.submit(next, self._chunks, None)
            yield chunk


@contextmanager
def versions_ahead(git: Git, order: CommitOrder, *, settings: IngestSettings, lease: Lease) -> Iterator[VersionsAhead]:
    """Begins to read versions. Leaving the block waits for the chunk under way, which ends at a cancellation."""

    def sized() -> Generator[Sized, None, None]:
        for columns in read_versions(git, order, size=settings.versions_per_chunk, cancelled=lease.interrupted):
            blobs = _in_order_of_paths(columns, without=(SUBMODULE,))
            yield columns, read_sizes(git, blobs, cancelled=lease.interrupted)

    chunks = sized()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="versions") as pool:
        yield VersionsAhead(pool, chunks)
    chunks.close()


def store_versions(
    lease: Lease,
    git: Git,
    ahead: VersionsAhead,
    *,
    changes: ChangeReading,
    writer: ChunkWriter,
    stages: Stages,
    settings: IngestSettings,
) -> None:
    """Stores the chunks of versions that are not stored yet.

    Versions are read again by a repeated attempt, in the same order: that is quick, and the standing tree is needed.
    Raises what the readers raise, Fenced, Cancelled, HandOver.
    """
    reached = writer.reached(ChunkKind.VERSIONS)
    meter = Meter(stage=Stage.MEASURING, unit="rows", total=0)
    first = 0
    for number, (columns, sizes) in enumerate(ahead):
        lease.check()
        span = Span(first=first, end=first + len(columns))
        first = span.end
        if number < reached.number:
            continue
        lines = _lines(git, columns, changes, settings, lease)
        rows = [
            (
                span.first + at,
                changes.paths.number(path),
                changes.files.number(changes.identities.at(path, birth)),
                mode,
                blob,
                born,
                None if died == STANDS else died,
                sizes.get(blob) if mode != SUBMODULE else None,
                None if mode in (SUBMODULE, SYMLINK) or lines[blob] == BINARY else lines[blob],
            )
            for at, (path, mode, blob, born, died, birth) in enumerate(
                zip(
                    columns.paths, columns.modes, columns.blobs, columns.born, columns.died, columns.births, strict=True
                )
            )
        ]
        writer.write(
            ChunkKind.VERSIONS,
            number,
            span=span,
            table=versions,
            columns=_COLUMNS,
            rows=rows,
            dictionaries=changes.take_new_names(),
            progress=meter.at(span.end),
        )
        stages.wake()
    lease.check()


def _lines(
    git: Git, columns: VersionColumns, changes: ChangeReading, settings: IngestSettings, lease: Lease
) -> dict[bytes, int]:
    """Lines of each blob of a chunk that may be text; what no chain of changes tells is counted."""
    texts = _in_order_of_paths(columns, without=(SUBMODULE, SYMLINK))
    uncounted = changes.lines.to_count(texts)
    if uncounted:
        changes.lines.learn(count_lines(git, uncounted, processes=settings.readers, cancelled=lease.interrupted))
    return {blob: changes.lines.lines(blob) for blob in texts}


def _in_order_of_paths(columns: VersionColumns, *, without: tuple[int, ...]) -> list[bytes]:
    """The blobs of a chunk, each once: neighbours in the order of paths share deltas."""
    ordered = sorted(range(len(columns)), key=columns.paths.__getitem__)
    return list(dict.fromkeys(columns.blobs[at] for at in ordered if columns.modes[at] not in without))
