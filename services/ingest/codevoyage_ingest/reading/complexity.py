"""MEASURING: complexity of the newest tree, measured beside everything else, each blob once ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import lizard_languages

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.complexity.measure import Measure, measurer
from codevoyage_ingest.complexity.measuring import Content, Measuring
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.files.classes import FileClass
from codevoyage_ingest.files.kinds import Kinds
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tree import TreeColumns
from codevoyage_ingest.reading.changes import ChangeReading
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.blob_measures import keep_measures, known_measures, suffix
from codevoyage_ingest.store.chunk_writer import ChunkWriter

_REGULAR: Final = (0o100644, 0o100755)
_MEASURED: Final = (FileClass.SOURCE, FileClass.TEST)


@dataclass(frozen=True, kw_only=True)
class TreeComplexity:
    """The measures of one tree: those that are known, and those that are being made."""

    lease: Lease
    contents: Mapping[bytes, Content]  #: by path
    known: Mapping[Content, Measure]
    measuring: Measuring

    def store(self, changes: ChangeReading, *, writer: ChunkWriter) -> None:
        """Stores all of them, once. Raises what `Measuring.wait` raises, Fenced, Cancelled."""
        if writer.reached(ChunkKind.MEASURES).number:
            return
        new = self.measuring.wait()
        self.lease.check()
        with self.lease.transaction() as connection:
            keep_measures(connection, new)
        measures = {**self.known, **new}
        columns = pb.MeasureColumns(measurer=measurer())
        for path, content in self.contents.items():
            measure = measures[content]
            columns.paths.append(changes.paths.number(path))
            columns.outcomes.append(pb.MeasureOutcome.ValueType(measure.outcome))
            columns.code_lines.append(measure.code_lines)
            columns.functions.append(measure.functions)
            columns.complexities.append(measure.complexity)
            columns.largest_complexities.append(measure.largest_complexity)
            columns.indentations.append(measure.indentation)
            columns.largest_indentations.append(measure.largest_indentation)
        columns.blobs = b"".join([content.blob for content in self.contents.values()])
        writer.write(
            ChunkKind.MEASURES,
            0,
            span=Span(first=0, end=len(self.contents)),
            rows=(),
            facts=pb.Facts(measures=columns),
            names=changes.take_new_names(),
        )


@contextmanager
def complexity_ahead(
    git: Git, tree: TreeColumns, kinds: Kinds, *, lease: Lease, settings: IngestSettings, stored: bool
) -> Iterator[TreeComplexity]:
    """Begins to measure; leaving the block ends it. stored: nothing is to be measured any more."""
    contents = {
        path: Content(blob=blob, name=b"x." + suffix(path).encode())
        for path, mode, blob in zip(tree.paths, tree.modes, tree.blobs, strict=True)
        if mode in _REGULAR and kinds.of(path).file_class in _MEASURED and _is_known(path)
    }
    every = list(dict.fromkeys(contents.values()))
    known = known_measures(lease.engine, every)
    unknown = [] if stored else [content for content in every if content not in known]
    with Measuring(git, unknown, processes=settings.readers, cancelled=lease.interrupted) as measuring:
        yield TreeComplexity(lease=lease, contents=contents, known=known, measuring=measuring)


def _is_known(path: bytes) -> bool:
    """Whether lizard knows the language, by the name's ending."""
    return lizard_languages.get_reader_for("x." + suffix(path)) is not None
