"""Eras as messages."""

from __future__ import annotations

from codevoyage.analysis.v1 import activity_service_pb2
from codevoyage.analysis.v1 import era_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import LAST_SECOND
from codevoyage_analysis.metrics.era_labels import labels
from codevoyage_analysis.metrics.eras import Era, eras
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection


def eras_message(history: History, asked: AskedSelection) -> pb.ListErasResponse:
    """All eras. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = eras(history, selection)
    return pb.ListErasResponse(
        moment=told.moment(selection.moment),
        eras=[_era(history, *each) for each in zip(found.eras, labels(found.eras), strict=True)],
        grain=activity_service_pb2.ActivityGrain.Value(f"ACTIVITY_GRAIN_{found.grain.value}"),
        undated_commits=found.undated,
    )


def _era(history: History, era: Era, label: str) -> pb.Era:
    return pb.Era(
        start=told.time(era.start),
        end=told.time(min(era.end, LAST_SECOND)),
        label=label,
        commits=era.commits,
        merges=era.merges,
        commits_a_month=era.commits_a_month,
        insertions=era.insertions,
        deletions=era.deletions,
        people=era.people,
        newcomers=era.newcomers,
        files=era.files,
        lines=era.lines,
        leaders=[
            pb.EraLeader(person=told.person(history, each.person), commits=each.commits, share=each.share)
            for each in era.leaders
        ],
    )
