"""The results of a run: computed once, from the whole history, by pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from codevoyage.ingest.v1 import ingest_job_pb2 as ingest_pb
from codevoyage_analysis.domain import Figures, Grain
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history.canonical import canonical
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.timeline import Timeline
from codevoyage_analysis.metrics.tree import STANDS, totals
from codevoyage_analysis.run.figures import figures_so_far, timelines_so_far
from codevoyage_analysis.run.hashing import hash_results


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """What an analysis keeps; frames have the columns of the tables of the same name, without `analysis_id`."""

    figures: Figures
    timelines: Mapping[Grain, Timeline]
    history: History
    mainline: pl.DataFrame
    brought_in: pl.DataFrame
    versions: pl.DataFrame
    result_hash: str


def compute(facts: FoldedFacts, job: ingest_pb.IngestJob) -> Results:
    """All results of a history that was read to its end. Raises FactsBroken when something of it is missing."""
    _check_whole(facts, job)
    history = canonical(facts)
    versions = _versions(history)
    standing = versions.filter(pl.col("died").is_null())
    tree = totals(standing["bytes"].fill_null(-1).to_numpy(), standing["lines"].fill_null(-1).to_numpy())
    timelines = timelines_so_far(facts)
    return Results(
        figures=replace(
            figures_so_far(facts, job),
            files=tree.files,
            bytes=tree.bytes,
            lines=tree.lines,
            empty=not job.head.commit_id,
        ),
        timelines=timelines,
        history=history,
        mainline=_mainline(history),
        brought_in=_brought_in(history),
        versions=versions,
        result_hash=hash_results(history, head=job.head.commit_id, timelines=timelines),
    )


def _check_whole(facts: FoldedFacts, job: ingest_pb.IngestJob) -> None:
    commits, covered = len(facts.commits), facts.commits_covered
    if commits != job.head.commits or covered != commits or (commits and facts.signatures.persons is None):
        raise FactsBroken(
            f"Of {job.head.commits} commits {commits} arrived, {covered} with their changes. The run starts over."
        )


def _versions(history: History) -> pl.DataFrame:
    """Versions by (path bytes, born), which is what `number` counts."""
    return history.versions.select(
        number=pl.int_range(pl.len(), dtype=pl.Int32),
        path=history.paths["path"].gather(history.versions["path"]),
        file=history.files["identity"].gather(history.versions["file"]),
        mode=pl.col("mode").cast(pl.Int32),
        blob="blob",
        born=pl.col("born").cast(pl.Int64),
        died=pl.col("died").cast(pl.Int64).replace(STANDS, None),
        bytes="bytes",
        lines="lines",
    )


def _mainline(history: History) -> pl.DataFrame:
    chain = history.commits.filter(pl.col("position").is_not_null())
    return chain.select("position", commit_id="id", time="time")


def _brought_in(history: History) -> pl.DataFrame:
    beside = history.commits.filter(pl.col("position").is_null())
    return beside.select(commit_id="id", position="came_in")
