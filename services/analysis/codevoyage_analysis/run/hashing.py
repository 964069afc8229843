"""What of a run's results goes into its `result_hash`, in which order."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import Grain
from codevoyage_analysis.facts.history import History
from codevoyage_analysis.metrics.result_hash import ResultHash
from codevoyage_analysis.metrics.timeline import Timeline

#: Stands for "none" where no count can be.
_NONE = -1


def hash_results(history: History, *, head: bytes, versions: pl.DataFrame, timelines: Mapping[Grain, Timeline]) -> str:
    """The hash, 64 hex digits.

    head: raw id, empty of an empty repository. versions: by (path bytes, born).
    """
    result = ResultHash()
    result.section("head", 1, [("id", pl.Series([head], dtype=pl.Binary))])
    _commits(result, history)
    _versions(result, versions)
    for grain in Grain:
        _timeline(result, grain, timelines[grain])
    return result.hexdigest()


def _commits(result: ResultHash, history: History) -> None:
    commits = history.commits
    ids = commits.ids.array
    order = np.argsort(ids, kind="stable")
    counts = commits.parent_counts.array[order].astype(np.int64)
    persons = history.author_persons()
    author = np.empty(0, np.int64) if persons is None else persons[order]
    known, author_known = commits.times_known.array[order], commits.author_times_known.array[order]
    result.section(
        "commits",
        len(commits),
        [
            ("id", ids[order]),
            ("parents", counts),
            ("parent", commits.parent_ids.array[_parents_of(commits.parent_counts.array, order)]),
            ("position", commits.positions.array[order]),
            ("author_time_known", author_known),
            ("author_time", np.where(author_known, commits.author_times.array[order], 0)),
            ("committer_time_known", known),
            ("committer_time", np.where(known, commits.times.array[order], 0)),
            ("person_email", history.emails.series.gather(author)),
            ("person_name", history.names.series.gather(author)),
            ("changes", commits.changes.array[order]),
            ("insertions", commits.insertions.array[order]),
            ("deletions", commits.deletions.array[order]),
        ],
    )


def _parents_of(counts: NDArray[np.uint32], order: NDArray[np.intp]) -> NDArray[np.int64]:
    """Where the parents of the commits stand, when the commits are taken in another order."""
    begins = np.cumsum(counts, dtype=np.int64) - counts
    taken = counts[order].astype(np.int64)
    skipped = np.cumsum(taken) - taken
    return np.repeat(begins[order] - skipped, taken) + np.arange(int(taken.sum()))


def _versions(result: ResultHash, versions: pl.DataFrame) -> None:
    result.section(
        "versions",
        len(versions),
        [
            ("path", versions["path"]),
            ("file", versions["file"]),
            ("mode", versions["mode"].to_numpy()),
            ("blob", versions["blob"]),
            ("born", versions["born"].to_numpy()),
            *((name, versions[name].fill_null(_NONE).to_numpy()) for name in ("died", "bytes", "lines")),
        ],
    )


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
