"""Headline figures and timelines of what has been read so far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from codevoyage.ingest.v1 import ingest_job_pb2 as ingest_pb
from codevoyage_analysis.domain import Figures, Grain
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.metrics.timeline import Timeline, dated, timeline


def figures_so_far(facts: FoldedFacts, job: ingest_pb.IngestJob) -> Figures:
    """What is known of the figures; those of the tree are not, before all versions are."""
    commits = facts.commits
    times = commits.times.array[dated(commits.times.array, commits.times_known.array)]
    persons = facts.author_persons()
    return Figures(
        head=job.head.commit_id.hex(),
        branch=job.head.branch,
        commits=len(commits),
        changes=int(commits.changes.array.sum()),
        insertions=int(commits.insertions.array.sum()),
        deletions=int(commits.deletions.array.sum()),
        people=0 if persons is None else len(np.unique(persons)),
        truncated=job.head.truncated,
        shallow=job.head.shallow,
        first_commit_time=int(times.min()) if len(times) else None,
        last_commit_time=int(times.max()) if len(times) else None,
        odd_dates=int(commits.times_odd.array.sum()),
    )


def timelines_so_far(facts: FoldedFacts) -> Mapping[Grain, Timeline]:
    """The timeline in every grain."""
    commits, persons = facts.commits, facts.author_persons()
    return {
        grain: timeline(
            grain,
            times=commits.times.array,
            known=commits.times_known.array,
            insertions=commits.insertions.array,
            deletions=commits.deletions.array,
            persons=persons,
        )
        for grain in Grain
    }
