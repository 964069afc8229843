"""Trees as messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import UNKNOWN
from codevoyage_analysis.history.moment import newest
from codevoyage_analysis.metrics.complexity import measured
from codevoyage_analysis.metrics.ownership import main_owners
from codevoyage_analysis.metrics.snapshot import snapshot
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.columns import joined, numbers

#: Files of one message: some 600 KB, far below what a message may have even where paths are long.
FILES: Final = 5_000
#: Rows of one message of the interval table, whose rows are short.
ROWS: Final = 20_000


def snapshot_messages(history: History, asked: AskedSelection) -> Iterator[pb.GetSnapshotResponse]:
    """A tree: header, then files. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    files = snapshot(history, selection)
    owned = main_owners(history, selection)
    files = files.join(owned, on="path", how="left", maintain_order="left")
    header = pb.SnapshotHeader(
        moment=told.moment(selection.moment),
        files=len(files),
        bytes=int(files["bytes"].sum()),
        lines=int(files["lines"].sum()),
        language_names=history.language_names,
        frames=len(history.frames),
        people=told.people(history, owned["owner"].unique().sort()),
    )
    yield pb.GetSnapshotResponse(header=header)
    for part in files.iter_slices(FILES):
        yield pb.GetSnapshotResponse(files=_files(history, part))


def versions_messages(history: History) -> Iterator[pb.StreamVersionsResponse]:
    """The interval table: header, mainline, paths, versions."""
    mainline, paths = history.mainline, history.paths
    header = pb.VersionsHeader(
        moment=told.moment(newest(history)),
        positions=len(mainline),
        paths=len(paths),
        versions=len(history.versions),
        language_names=history.language_names,
        frames=numbers(history.frames["position"]),
    )
    yield pb.StreamVersionsResponse(header=header)
    ids = history.commits["id"].gather(mainline.commits)
    for begin in range(0, len(mainline), ROWS):
        columns = pb.MainlineColumns(
            first_position=mainline.first + begin,
            commits=joined(ids[begin : begin + ROWS]),
            times=_times(pl.Series(mainline.clock[begin : begin + ROWS])),
        )
        yield pb.StreamVersionsResponse(mainline=columns)
    for begin in range(0, len(paths), FILES):
        yield pb.StreamVersionsResponse(paths=_paths(paths[begin : begin + FILES], first=begin))
    versions = history.versions.with_row_index("version")
    versions = versions.join(measured(history), on="version", how="left", maintain_order="left")
    for part in versions.iter_slices(ROWS):
        yield pb.StreamVersionsResponse(versions=_versions(part))


def _files(history: History, files: pl.DataFrame) -> pb.SnapshotColumns:
    mainline = history.mainline
    first, last = (files[name].cast(pl.Int64) for name in ("first_position", "born"))
    return pb.SnapshotColumns(
        paths=told.paths(history.paths["path"].gather(files["path"])),
        files=numbers(files["file"]),
        identities=joined(history.files["identity"].gather(files["file"])),
        modes=numbers(files["mode"]),
        blobs=joined(files["blob"]),
        bytes=numbers(files["bytes"]),
        lines=numbers(files["lines"]),
        languages=numbers(files["language"]),
        classes=numbers(files["kind"]),  # type: ignore[arg-type]  # the same numbers
        first_positions=numbers(first),
        last_positions=numbers(last),
        first_times=_times(pl.Series(mainline.times_of(first.to_numpy()))),
        last_times=_times(pl.Series(mainline.times_of(last.to_numpy()))),
        indentations=numbers(files["indentation"]),
        frames=numbers(files["frame"]),
        cyclomatic=numbers(files["cyclomatic"]),
        owners=numbers(files["owner"]),
    )


def _paths(paths: pl.DataFrame, *, first: int) -> pb.PathColumns:
    return pb.PathColumns(
        first_number=first,
        paths=told.paths(paths["path"]),
        languages=numbers(paths["language"]),
        classes=numbers(paths["kind"]),  # type: ignore[arg-type]  # the same numbers
    )


def _versions(versions: pl.DataFrame) -> pb.VersionColumns:
    return pb.VersionColumns(
        paths=numbers(versions["path"]),
        files=numbers(versions["file"]),
        born=numbers(versions["born"]),
        died=numbers(versions["died"]),
        bytes=numbers(versions["bytes"]),
        lines=numbers(versions["lines"]),
        indentations=numbers(versions["indentation"]),
    )


def _times(clock: pl.Series) -> list[int]:
    return numbers(clock.replace(UNKNOWN, 0))
