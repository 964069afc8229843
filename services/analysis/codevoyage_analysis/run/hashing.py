"""What of a run's results goes into its `result_hash`, in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import Grain
from codevoyage_analysis.history import tables
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.result_hash import ResultHash
from codevoyage_analysis.metrics.timeline import Timeline

#: Everything that measures are computed from, but complexity: it may take too long to measure at one time and not at
#: another. Numbers in these tables, and their order, are decided by the content.
_HASHED: Final = tuple(table for table in tables.FACTS if table is not tables.MEASURES)
#: What ingest calls a commit is another number in the next reading.
_LEFT_OUT: Final = {tables.COMMITS.name: frozenset({"number"})}


def hash_results(history: History, *, head: bytes, timelines: Mapping[Grain, Timeline]) -> str:
    """The hash, 64 hex digits. head: raw id, empty of an empty repository."""
    result = ResultHash()
    result.section("head", 1, [("id", pl.Series([head], dtype=pl.Binary))])
    for table in _HASHED:
        frame: pl.DataFrame = getattr(history, table.name)
        columns = frame.drop(_LEFT_OUT.get(table.name, ()))
        result.section(table.name, len(frame), [told for column in columns for told in _told(column)])
    for grain in Grain:
        _timeline(result, grain, timelines[grain])
    return result.hexdigest()


def _told(column: pl.Series) -> Iterator[tuple[str, NDArray[np.generic] | pl.Series]]:
    """A column, and where it may be null a second one that tells where it is not."""
    if column.dtype == pl.String:
        column = column.cast(pl.Binary)
    if column.dtype == pl.Binary:
        yield column.name, column
        return
    if column.null_count():
        yield f"{column.name} known", column.is_not_null().to_numpy().astype(np.int64)
        column = column.fill_null(0)
    yield column.name, column.cast(pl.Int64).to_numpy()


def _timeline(result: ResultHash, grain: Grain, timeline: Timeline) -> None:
    result.section(
        f"timeline {grain.value.lower()}",
        len(timeline.starts),
        [
            ("start", timeline.starts),
            ("commits", timeline.commits),
            ("insertions", timeline.insertions),
            ("deletions", timeline.deletions),
            ("people", timeline.people),
            ("undated", np.array([timeline.undated])),
        ],
    )
