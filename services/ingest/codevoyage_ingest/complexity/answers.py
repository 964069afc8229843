"""Measures as the messages that are sent: of a file's versions, and of key frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as frames_pb
from codevoyage.ingest.v1 import measures_service_pb2 as pb
from codevoyage_ingest.complexity.measure import Measure, Outcome, measurer
from codevoyage_ingest.domain import STANDS
from codevoyage_ingest.store.file_versions import FileVersion

#: Versions of one message: 150 bytes each, and a path of at most 4 KB.
_VERSIONS: Final = 500
#: Contents of one message: 40 bytes each.
_CONTENTS: Final = 50_000


def file_messages(
    versions: Sequence[FileVersion], measures: Sequence[Measure | None]
) -> Iterator[pb.MeasureFileResponse]:
    """measures: of each version; None: there is nothing to measure."""
    for at in range(0, len(versions), _VERSIONS):
        part = versions[at : at + _VERSIONS]
        yield pb.MeasureFileResponse(
            versions=pb.FileVersionColumns(
                paths=[version.path for version in part],
                born=[version.born for version in part],
                died=[STANDS if version.died is None else version.died for version in part],
                commits=b"".join([version.commit for version in part]),
                times=[version.time or 0 for version in part],
                times_known=[version.time is not None for version in part],
                lines=[-1 if version.lines is None else version.lines for version in part],
                measures=_columns(part, measures[at : at + _VERSIONS]),
            )
        )


def _columns(versions: Sequence[FileVersion], measures: Sequence[Measure | None]) -> facts_pb2.MeasureColumns:
    nothing = Measure(Outcome.MEASURED)
    known = [measure or nothing for measure in measures]
    return facts_pb2.MeasureColumns(
        measurer=measurer(),
        blobs=b"".join([version.blob for version in versions]),
        outcomes=[facts_pb2.MeasureOutcome.ValueType(each.outcome if each else 0) for each in measures],
        code_lines=[each.code_lines for each in known],
        functions=[each.functions for each in known],
        complexities=[each.complexity for each in known],
        largest_complexities=[each.largest_complexity for each in known],
        indentations=[each.indentation for each in known],
        largest_indentations=[each.largest_indentation for each in known],
    )


def frame_messages(
    positions: Sequence[int], measures: Mapping[bytes, Measure]
) -> Iterator[frames_pb.StreamFramesResponse]:
    """measures: by raw blob id."""
    blobs = sorted(measures)
    for at in range(0, max(1, len(blobs)), _CONTENTS):
        part = blobs[at : at + _CONTENTS]
        yield frames_pb.StreamFramesResponse(
            frames=frames_pb.FrameColumns(
                positions=positions,
                blobs=b"".join(part),
                indentations=[measures[blob].indentation for blob in part],
                largest_indentations=[measures[blob].largest_indentation for blob in part],
            )
        )
