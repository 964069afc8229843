"""MEASURING: bytes and lines of every version of a file on the mainline, and the versions stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.domain import STANDS, ChunkKind, Span
from codevoyage_ingest.git.blobs import count_lines, read_sizes
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, VersionColumns, read_versions
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.models import versions
from codevoyage_ingest.reading.changes import ChangeReading
from codevoyage_ingest.reading.earlier_versions import EarlierVersions
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.binary_rows import Array, Column, fixed_bytes, integers
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.copying import Columns
from codevoyage_ingest.store.facts_messages import versions_message
from codevoyage_ingest.store.stored_facts import NOTHING

#: A chunk of versions, with the bytes of their blobs.
Sized = tuple[VersionColumns, dict[bytes, int]]
#: Chunks that are read ahead: some 15 MB of rows.
_AHEAD: Final = 4


class VersionsAhead:
    """Versions read by a thread, some chunks ahead: the first ones while changes are still being read, as they need
    none."""

    def __init__(self, pool: ThreadPoolExecutor, chunks: Iterator[Sized]) -> None:
        self._pool = pool
        self._chunks = chunks
        self._coming: deque[Future[Sized | None]] = deque()
        for _ in range(_AHEAD):
            self._read_on()

    def __iter__(self) -> Iterator[Sized]:
        while (chunk := self._coming.popleft().result()) is not None:
            self._read_on()
            yield chunk

    def _read_on(self) -> None:
        self._coming.append(self._pool.submit(next, self._chunks, None))


@contextmanager
def versions_ahead(
    git: Git, order: CommitOrder, *, earlier: EarlierVersions | None, settings: IngestSettings, lease: Lease
) -> Iterator[VersionsAhead]:
    """Begins to read versions: those that an earlier job does not tell. Leaving the block waits for the chunk under
    way, which ends at a cancellation."""

    def sized() -> Generator[Sized, None, None]:
        for columns in read_versions(
            git,
            order,
            size=settings.versions_per_chunk,
            begin=None if earlier is None else earlier.tree,
            cancelled=lease.interrupted,
        ):
            known = {} if earlier is None else earlier.sizes
            blobs = [blob for blob in _in_order_of_paths(columns, without=(SUBMODULE,)) if blob not in known]
            yield columns, known | read_sizes(git, blobs, cancelled=lease.interrupted)

    chunks = sized()
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="versions")
    try:
        yield VersionsAhead(pool, chunks)
    finally:
        pool.shutdown(cancel_futures=True)
        chunks.close()


def store_versions(
    lease: Lease,
    git: Git,
    ahead: VersionsAhead,
    *,
    earlier: EarlierVersions | None,
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
    for number, (count, columns) in enumerate(_chunks(lease, git, ahead, earlier, changes, settings)):
        lease.check()
        span = Span(first=first, end=first + count)
        first = span.end
        if number < reached.number:
            continue
        rows = {"number": integers(range(span.first, span.end)), **columns()}
        writer.write(
            ChunkKind.VERSIONS,
            number,
            span=span,
            rows=[Columns(table=versions, columns=rows)],
            facts=versions_message(rows),
            names=changes.take_new_names(),
            progress=meter.at(span.end),
        )
        stages.wake()
    lease.check()


def _chunks(
    lease: Lease,
    git: Git,
    ahead: VersionsAhead,
    earlier: EarlierVersions | None,
    changes: ChangeReading,
    settings: IngestSettings,
) -> Iterator[tuple[int, Callable[[], dict[str, Column]]]]:
    """Versions that had ended where an earlier job's history is left, then what is read: how many, and a way to make
    the columns of those that are not stored yet, but for their numbers."""
    if earlier is not None:
        for rows in earlier.ended():
            yield len(rows["born"]), partial(_taken_over, rows, earlier, changes)
    for columns, sizes in ahead:
        yield len(columns), partial(_measured, lease, git, columns, sizes, changes=changes, settings=settings)


def _taken_over(rows: dict[str, Array], earlier: EarlierVersions, changes: ChangeReading) -> dict[str, Column]:
    numbers, identities, mainline = rows["path"].tolist(), changes.identities, earlier.mainline
    names = dict(zip(numbers, map(earlier.path_of.__getitem__, numbers), strict=True))
    paths = {number: changes.paths.number(name) for number, name in names.items()}
    files: dict[int, int] = {}
    found = []
    for path, file, born in zip(numbers, rows["file"].tolist(), rows["born"].tolist(), strict=True):
        if identities.untouched(names[path], mainline[born]):
            # Which file it was is told by a change that the earlier job may not have seen.
            found.append(changes.files.number(identities.at(names[path], mainline[born])))
            continue
        if file not in files:
            files[file] = changes.files.number(earlier.file_of[file])
        found.append(files[file])
    return {
        "path": integers([paths[number] for number in numbers]),
        "file": integers(found),
        "mode": integers(rows["mode"]),
        "blob": Column(values=rows["blob"]),
        "born": integers(rows["born"]),
        "died": integers(rows["died"], null=STANDS),
        "bytes": integers(rows["bytes"], null=NOTHING),
        "lines": integers(rows["lines"], null=NOTHING),
    }


def _measured(
    lease: Lease,
    git: Git,
    columns: VersionColumns,
    sizes: dict[bytes, int],
    *,
    changes: ChangeReading,
    settings: IngestSettings,
) -> dict[str, Column]:
    lines = _lines(git, columns, changes, settings, lease)
    blobs = list(zip(columns.modes, columns.blobs, strict=True))
    return {
        "path": integers([changes.paths.number(path) for path in columns.paths]),
        "file": integers(
            [
                changes.files.number(changes.identities.at(path, birth))
                for path, birth in zip(columns.paths, columns.births, strict=True)
            ]
        ),
        "mode": integers(columns.modes),
        "blob": fixed_bytes(columns.blobs, width=len(columns.blobs[0])),
        "born": integers(columns.born),
        "died": integers(columns.died, null=STANDS),
        "bytes": integers([NOTHING if mode == SUBMODULE else sizes[blob] for mode, blob in blobs], null=NOTHING),
        "lines": integers(
            [NOTHING if mode in (SUBMODULE, SYMLINK) else lines[blob] for mode, blob in blobs], null=NOTHING
        ),
    }


def _lines(
    git: Git, columns: VersionColumns, changes: ChangeReading, settings: IngestSettings, lease: Lease
) -> dict[bytes, int]:
    """Lines of each blob of a chunk that may be text; what no chain of changes tells is counted."""
    texts = _in_order_of_paths(columns, without=(SUBMODULE, SYMLINK))
    while uncounted := changes.lines.to_count(texts):
        changes.lines.learn(count_lines(git, uncounted, processes=settings.readers, cancelled=lease.interrupted))
    return {blob: changes.lines.lines(blob) for blob in texts}


def _in_order_of_paths(columns: VersionColumns, *, without: tuple[int, ...]) -> list[bytes]:
    """The blobs of a chunk, each once: neighbours in the order of paths share deltas."""
    ordered = sorted(range(len(columns)), key=columns.paths.__getitem__)
    return list(dict.fromkeys(columns.blobs[at] for at in ordered if columns.modes[at] not in without))
