"""The results of a run: computed once, from the whole history, by pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from codevoyage.ingest.v1 import ingest_job_pb2 as ingest_pb
from codevoyage_analysis.domain import Figures, Grain
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.columns import packed_rows
from codevoyage_analysis.facts.history import History
from codevoyage_analysis.metrics.mainline import brought_in
from codevoyage_analysis.metrics.timeline import Timeline
from codevoyage_analysis.metrics.tree import STANDS, totals
from codevoyage_analysis.run.figures import figures_so_far, timelines_so_far
from codevoyage_analysis.run.hashing import hash_results


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """What an analysis keeps; frames have the columns of the tables of the same name, without `analysis_id`."""

    figures: Figures
    timelines: Mapping[Grain, Timeline]
    mainline: pl.DataFrame
    brought_in: pl.DataFrame
    versions: pl.DataFrame
    result_hash: str


def compute(history: History, job: ingest_pb.IngestJob) -> Results:
    """All results of a history that was read to its end. Raises FactsBroken when something of it is missing."""
    _check_whole(history, job)
    versions = _versions(history)
    standing = versions.filter(pl.col("died").is_null())
    tree = totals(standing["bytes"].fill_null(-1).to_numpy(), standing["lines"].fill_null(-1).to_numpy())
    timelines = timelines_so_far(history)
    return Results(
        figures=replace(
            figures_so_far(history, job),
            files=tree.files,
            bytes=tree.bytes,
            lines=tree.lines,
            empty=not job.head.commit_id,
        ),
        timelines=timelines,
        mainline=_mainline(history),
        brought_in=_brought_in(history),
        versions=versions,
        result_hash=hash_results(history, head=job.head.commit_id, versions=versions, timelines=timelines),
    )


def _check_whole(history: History, job: ingest_pb.IngestJob) -> None:
    commits = len(history.commits)
    if commits != job.head.commits or history.commits_covered != commits or (commits and history.persons is None):
        raise FactsBroken(
            f"Of {job.head.commits} commits {commits} arrived, {history.commits_covered} with their changes. "
            "The run starts over."
        )


def _versions(history: History) -> pl.DataFrame:
    """Versions by (path bytes, born), which is what `number` counts."""
    versions, paths = history.versions, history.paths.series
    rank = np.empty(len(paths), np.int64)
    rank[paths.arg_sort().to_numpy()] = np.arange(len(paths))
    order = np.lexsort((versions.born.array, rank[versions.paths.array]))
    died = versions.died.array[order]
    return pl.DataFrame(
        {
            "number": np.arange(len(order), dtype=np.int32),
            "path": paths.gather(versions.paths.array[order]),
            "file": pl.Series(packed_rows(history.files.array[versions.files.array[order]]), dtype=pl.Binary),
            "mode": versions.modes.array[order].astype(np.int32),
            "blob": pl.Series(packed_rows(versions.blobs.array[order]), dtype=pl.Binary),
            "born": versions.born.array[order],
            "died": pl.Series(died).replace(STANDS, None),
            "bytes": pl.Series(versions.bytes.array[order]).replace(-1, None),
            "lines": pl.Series(versions.lines.array[order]).replace(-1, None),
        }
    )


def _mainline(history: History) -> pl.DataFrame:
    commits = history.commits
    chosen = np.flatnonzero(commits.positions.array >= 0)
    known = pl.Series(commits.times_known.array[chosen])
    return pl.DataFrame(
        {
            "position": commits.positions.array[chosen],
            "commit_id": pl.Series(packed_rows(commits.ids.array[chosen]), dtype=pl.Binary),
            "time": pl.Series(commits.times.array[chosen]).set(~known, None),
        }
    )


def _brought_in(history: History) -> pl.DataFrame:
    commits = history.commits
    came = brought_in(commits.positions.array, commits.parent_counts.array, commits.parents())
    chosen = np.flatnonzero((commits.positions.array < 0) & (came >= 0))
    return pl.DataFrame(
        {
            "commit_id": pl.Series(packed_rows(commits.ids.array[chosen]), dtype=pl.Binary),
            "position": came[chosen],
        }
    )
