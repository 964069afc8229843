"""The assisted share as a message."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import polars as pl

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.assisted import assisted
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.months import month


def assisted_message(history: History, asked: AskedSelection) -> pb.GetAssistedShareResponse:
    """Commits that name a program, by month. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = assisted(history, selection)
    named: defaultdict[int | None, list[pb.ProgramCommits]] = defaultdict(list)
    for each, person, commits in found.by_month.iter_rows():
        named[each].append(pb.ProgramCommits(program=person, commits=commits))
    undated = found.months.filter(pl.col("month").is_null())
    return pb.GetAssistedShareResponse(
        moment=told.moment(selection.moment),
        total=_counts(found.months.sum().row(0, named=True)),
        months=[
            pb.AssistedMonth(month=month(row["month"]), counts=_counts(row), programs=named[row["month"]])
            for row in found.months.drop_nulls("month").iter_rows(named=True)
        ],
        programs=[
            pb.AssistingProgram(program=told.person(history, person), commits=commits, insertions=insertions)
            for person, commits, insertions in found.programs.iter_rows()
        ],
        undated_commits=int(undated["commits"].sum()),
        commits_assisted_by_people=found.by_people,
    )


def _counts(row: dict[str, Any]) -> pb.AssistedCounts:
    names = ("commits", "assisted_commits", "insertions", "assisted_insertions")
    return pb.AssistedCounts(**{name: row[name] for name in names})
