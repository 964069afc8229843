"""READING, second part: file changes of non-merge commits, with the identity of each file along its renames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import NOT_COUNTED, ChangeColumns
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.counting.kernel import worth_compiling
from codevoyage_ingest.git.identity import FileIdentities
from codevoyage_ingest.git.lines import BlobLines
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tree_entries import check_path
from codevoyage_ingest.models import changes, rename_limited
from codevoyage_ingest.reading.numbering import Numbering
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.binary_rows import Array, Column, byte_strings, fixed_bytes, integers
from codevoyage_ingest.store.chunk_writer import ChunkWriter, Part
from codevoyage_ingest.store.copying import Columns
from codevoyage_ingest.store.dictionaries import NewDictionaryRows
from codevoyage_ingest.store.facts_messages import changes_message
from codevoyage_ingest.store.stored_facts import StoredFacts

STATUSES: Final = {
    "A": pb.CHANGE_STATUS_ADDED,
    "M": pb.CHANGE_STATUS_MODIFIED,
    "D": pb.CHANGE_STATUS_DELETED,
    "R": pb.CHANGE_STATUS_RENAMED,
    "T": pb.CHANGE_STATUS_TYPE_CHANGED,
}
_LETTERS: Final = {number: letter for letter, number in STATUSES.items()}
_PLACING: Final = (pb.CHANGE_STATUS_ADDED, pb.CHANGE_STATUS_RENAMED)
#: Changes that are made rows and messages at a time: 1 KB each meanwhile, so 20 MB, whatever a commit changes. A chunk
#: of most histories has fewer.
_PART_ROWS: Final = 20_000


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
            counting=worth_compiling(len(self._order) - reached.row),
            cancelled=self._lease.interrupted,
        ) as read:
            meanwhile()
            meter = Meter(stage=Stage.READING, unit="commits", total=len(self._order))
            number = reached.number
            for span, columns in zip(spans, read, strict=True):
                self._lease.check()
                number += self._store(number, span, columns, meter)
                self._stages.wake()
        self._lease.check()

    def _store(self, number: int, span: Span, columns: ChangeColumns, meter: Meter) -> int:
        """How many chunks it became."""
        identities = self.identities.add(columns)
        self.lines.add(columns)
        return self._writer.write_parts(
            ChunkKind.CHANGES,
            number,
            span=span,
            parts=self._parts(columns, identities, span),
            progress=meter.at(span.end),
        )

    def _parts(self, columns: ChangeColumns, identities: Sequence[bytes], span: Span) -> Iterator[Part]:
        commits = np.array(columns.commits, dtype=np.int64)
        # The rows of a commit follow one another.
        ordinals = np.arange(len(commits)) - np.searchsorted(commits, commits)
        for first in range(0, max(len(columns), 1), _PART_ROWS):
            end = first + _PART_ROWS
            rows = {
                "commit": Column(values=commits[first:end]),
                "ordinal": Column(values=ordinals[first:end]),
                **self._rows(columns.part(first, end), identities[first:end]),
            }
            stored = [Columns(table=changes, columns=rows)]
            limited: Sequence[int] = ()
            # Which commits are complete is known with the last row.
            complete = Span(first=span.first, end=span.first)
            if end >= len(columns):
                limited, complete = columns.rename_limited, span
                stored.append(Columns(table=rename_limited, columns={"commit": integers(limited)}))
            yield Part(
                rows=stored,
                facts=changes_message(rows, complete, rename_limited=limited),
                names=self.take_new_names(),
            )

    def take_new_names(self) -> NewDictionaryRows:
        """The paths and files that were numbered since the last call, to be stored with the chunk that names them."""
        path_span, new_paths = self.paths.take_added()
        file_span, new_files = self.files.take_added()
        check_path(self._git.source, max(new_paths, key=len, default=b""))
        return NewDictionaryRows(
            paths=list(enumerate(new_paths, path_span.first)),
            path_span=path_span,
            files=list(enumerate(new_files, file_span.first)),
            file_span=file_span,
        )

    def _rows(self, columns: ChangeColumns, identities: Sequence[bytes]) -> dict[str, Column]:
        width = self._order.width
        return {
            "status": integers([STATUSES[status] for status in columns.statuses]),
            "path": integers([self.paths.number(path) for path in columns.paths]),
            "old_path": integers([self.paths.number(path) for path in columns.old_paths]),
            "file": integers([self.files.number(file) for file in identities]),
            "insertions": integers(columns.insertions, null=BINARY),
            "deletions": integers(columns.deletions, null=BINARY),
            "old_mode": integers(columns.old_modes),
            "new_mode": integers(columns.modes),
            "old_blob": fixed_bytes(columns.old_blobs, width=width),
            "new_blob": fixed_bytes(columns.blobs, width=width),
            "score": integers(columns.scores),
        }

    def _resume(self) -> None:
        """Goes through what is stored already, so that numbers, identities and lines go on where they stood."""
        stored = StoredFacts(engine=self._lease.engine, job_id=self._lease.job_id, width=self._order.width)
        path_of = stored.paths()
        self.paths = Numbering(path_of)
        self.files = Numbering(stored.files())
        seen = np.zeros(len(path_of), dtype=np.bool_)
        for names in stored.names_of_changes_taken_over():
            self._lease.check()
            self.identities.add(_that_place_files(names, seen, path_of))
        for rows in stored.own_changes():
            self._lease.check()
            columns = _columns_of(rows, path_of)
            self.identities.add(columns)
            self.lines.add(columns)


def _that_place_files(rows: Mapping[str, Array], seen: NDArray[np.bool_], path_of: Sequence[bytes]) -> ChangeColumns:
    """The changes that put a file where none or another one was: additions, renames, the first change of a path.

    The others leave every identity where it is. seen: by path number; those of these changes are added.
    """
    status, path, old_path = rows["status"], rows["path"], rows["old_path"]
    chosen = np.isin(status, _PLACING) | ~seen[path] | ~seen[old_path]
    # Of a path that is new here every change in this chunk is taken: more than needed does no harm.
    seen[path] = seen[old_path] = True
    return ChangeColumns(
        commits=rows["commit"][chosen].tolist(),
        statuses=[_LETTERS[number] for number in status[chosen].tolist()],
        paths=[path_of[number] for number in path[chosen].tolist()],
        old_paths=[path_of[number] for number in old_path[chosen].tolist()],
    )


def _columns_of(rows: Mapping[str, Array], path_of: Sequence[bytes]) -> ChangeColumns:
    return ChangeColumns(
        commits=rows["commit"].tolist(),
        statuses=[_LETTERS[status] for status in rows["status"].tolist()],
        paths=[path_of[path] for path in rows["path"].tolist()],
        old_paths=[path_of[path] for path in rows["old_path"].tolist()],
        old_modes=rows["old_mode"].tolist(),
        modes=rows["new_mode"].tolist(),
        old_blobs=byte_strings(rows["old_blob"]),
        blobs=byte_strings(rows["new_blob"]),
        insertions=rows["insertions"].tolist(),
        deletions=rows["deletions"].tolist(),
        old_lines=[NOT_COUNTED] * len(rows["commit"]),
        scores=rows["score"].tolist(),
    )
