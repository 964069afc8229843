"""MEASURING: bytes and lines of every version of a file on the mainline, and the versions stored."""

from __future__ import annotations

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
from codevoyage_ingest.store.chunk_writer import ChunkWriter, NewDictionaryRows

_COLUMNS: Final = ("number", "path", "file", "mode", "blob", "born", "died", "bytes", "lines")


def store_versions(
    lease: Lease,
    git: Git,
    order: CommitOrder,
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
    for number, columns in enumerate(
        read_versions(git, order, size=settings.versions_per_chunk, cancelled=lease.interrupted)
    ):
        lease.check()
        span = Span(first=first, end=first + len(columns))
        first = span.end
        if number < reached.number:
            continue
        sizes, lines = _measures(git, columns, changes, settings, lease)
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
        path_span, new_paths = changes.paths.take_added()
        file_span, new_files = changes.files.take_added()
        writer.write(
            ChunkKind.VERSIONS,
            number,
            span=span,
            table=versions,
            columns=_COLUMNS,
            rows=rows,
            dictionaries=NewDictionaryRows(
                paths=list(enumerate(new_paths, path_span.first)),
                path_span=path_span,
                files=list(enumerate(new_files, file_span.first)),
                file_span=file_span,
            ),
            progress=meter.at(span.end),
        )
        stages.wake()
    lease.check()


def _measures(
    git: Git, columns: VersionColumns, changes: ChangeReading, settings: IngestSettings, lease: Lease
) -> tuple[dict[bytes, int], dict[bytes, int]]:
    """Bytes of each blob of a chunk (symlinks too), and lines of each that may be text."""
    # In the order of paths, neighbours share deltas; a dict, because a blob may stand at many.
    ordered = sorted(range(len(columns)), key=columns.paths.__getitem__)
    blobs = list(dict.fromkeys(columns.blobs[at] for at in ordered if columns.modes[at] != SUBMODULE))
    texts = list(dict.fromkeys(columns.blobs[at] for at in ordered if columns.modes[at] not in (SUBMODULE, SYMLINK)))
    sizes = read_sizes(git, blobs, cancelled=lease.interrupted)
    uncounted = changes.lines.to_count(texts)
    if uncounted:
        changes.lines.learn(count_lines(git, uncounted, processes=settings.readers, cancelled=lease.interrupted))
    return sizes, {blob: changes.lines.lines(blob) for blob in texts}
