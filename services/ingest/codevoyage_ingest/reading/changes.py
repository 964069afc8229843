"""READING, second part: file changes of non-merge commits, with the identity of each file along its renames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.identity import FileIdentities
from codevoyage_ingest.git.lines import BlobLines
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.models import changes, files, paths, rename_limited
from codevoyage_ingest.reading.numbering import Numbering
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter, NewDictionaryRows

STATUSES: Final = {
    "A": pb.CHANGE_STATUS_ADDED,
    "M": pb.CHANGE_STATUS_MODIFIED,
    "D": pb.CHANGE_STATUS_DELETED,
    "R": pb.CHANGE_STATUS_RENAMED,
    "T": pb.CHANGE_STATUS_TYPE_CHANGED,
}
_LETTERS: Final = {number: letter for letter, number in STATUSES.items()}
#: Rows of one round trip when an earlier attempt's changes are gone through again.
_RESUME_ROWS: Final = 10_000


class ChangeReading:
    """Reads and stores the changes of one job, and keeps what later parts need of them: identities and lines."""

    def __init__(
        self,
        lease: Lease,
        git: Git,
        order: CommitOrder,
        *,
        writer: ChunkWriter,
        stages: Stages,
        settings: IngestSettings,
    ) -> None:
        self._lease = lease
        self._git = git
        self._order = order
        self._writer = writer
        self._stages = stages
        self._settings = settings
        self.paths: Numbering[bytes] = Numbering()
        self.files: Numbering[bytes] = Numbering()
        self.identities = FileIdentities(order.id)
        self.lines = BlobLines()

    def run(self, meanwhile: Callable[[], None]) -> None:
        """Stores the chunks that are not stored yet.

        meanwhile: runs after git was started and before its answers are taken, so that it has a head start.
        Raises what `read_changes` raises, Fenced, Cancelled, HandOver.
        """
        reached = self._writer.reached(ChunkKind.CHANGES)
        if reached.number:
            self._resume()
        size = self._settings.change_commits_per_chunk
        spans = [
            Span(first=first, end=min(first + size, len(self._order)))
            for first in range(reached.row, len(self._order), size)
        ]
        with read_changes(
            self._git,
            (self._order.non_merges(span.first, span.end) for span in spans),
            processes=self._settings.readers,
            cancelled=self._lease.interrupted,
        ) as read:
            meanwhile()
            meter = Meter(stage=Stage.READING, unit="commits", total=len(self._order))
            for number, (span, columns) in enumerate(zip(spans, read, strict=True), reached.number):
                self._lease.check()
                self._store(number, span, columns, meter)
                self._stages.wake()
        self._lease.check()

    def _store(self, number: int, span: Span, columns: ChangeColumns, meter: Meter) -> None:
        identities = self.identities.add(columns)
        self.lines.add(columns)
        rows = list(self._rows(columns, identities))
        self._writer.write(
            ChunkKind.CHANGES,
            number,
            span=span,
            table=changes,
            columns=_COLUMNS,
            rows=rows,
            dictionaries=self.take_new_names(),
            progress=meter.at(span.end),
            also=[(rename_limited, ("commit",), [(commit,) for commit in columns.rename_limited])],
        )

    def take_new_names(self) -> NewDictionaryRows:
        """The paths and files that were numbered since the last call, to be stored with the chunk that names them."""
        path_span, new_paths = self.paths.take_added()
        file_span, new_files = self.files.take_added()
        return NewDictionaryRows(
            paths=list(enumerate(new_paths, path_span.first)),
            path_span=path_span,
            files=list(enumerate(new_files, file_span.first)),
            file_span=file_span,
        )

    def _rows(self, columns: ChangeColumns, identities: Sequence[bytes]) -> Iterator[tuple[object, ...]]:
        path_number, file_number = self.paths.number, self.files.number
        commit, ordinal = -1, 0
        for at, status in enumerate(columns.statuses):
            ordinal = ordinal + 1 if columns.commits[at] == commit else 0
            commit = columns.commits[at]
            insertions, deletions = columns.insertions[at], columns.deletions[at]
            yield (
                commit,
                ordinal,
                STATUSES[status],
                path_number(columns.paths[at]),
                path_number(columns.old_paths[at]),
                file_number(identities[at]),
                None if insertions == BINARY else insertions,
                None if deletions == BINARY else deletions,
                columns.old_modes[at],
                columns.modes[at],
                columns.old_blobs[at],
                columns.blobs[at],
                columns.scores[at],
            )

    def _resume(self) -> None:
        """Goes through what earlier attempts stored, so that numbers, identities and lines go on where they stood."""
        job = self._lease.job_id
        with self._lease.engine.connect().execution_options(yield_per=_RESUME_ROWS) as connection:
            path_of = list(
                connection.execute(select(paths.c.path).where(paths.c.job_id == job).order_by(paths.c.number)).scalars()
            )
            self.paths = Numbering(path_of)
            self.files = Numbering(
                connection.execute(
                    select(files.c.identity).where(files.c.job_id == job).order_by(files.c.number)
                ).scalars()
            )
            stored = connection.execute(
                select(changes).where(changes.c.job_id == job).order_by(changes.c.commit, changes.c.ordinal)
            )
            # Whole commits at a time: the changes of one commit happen at once.
            for _, rows in groupby(stored, key=lambda row: row.commit):
                columns = _columns_of(list(rows), path_of)
                self.identities.add(columns)
                self.lines.add(columns)


def _columns_of(rows: Sequence[Row[Any]], path_of: Sequence[bytes]) -> ChangeColumns:
    return ChangeColumns(
        commits=[row.commit for row in rows],
        statuses=[_LETTERS[row.status] for row in rows],
        paths=[path_of[row.path] for row in rows],
        old_paths=[path_of[row.old_path] for row in rows],
        old_modes=[row.old_mode for row in rows],
        modes=[row.new_mode for row in rows],
        old_blobs=[row.old_blob for row in rows],
        blobs=[row.new_blob for row in rows],
        insertions=[BINARY if row.insertions is None else row.insertions for row in rows],
        deletions=[BINARY if row.deletions is None else row.deletions for row in rows],
        scores=[row.score for row in rows],
    )


_COLUMNS: Final = (
    "commit", "ordinal", "status", "path", "old_path", "file",
    "insertions", "deletions", "old_mode", "new_mode", "old_blob", "new_blob", "score",
)  # fmt: skip
