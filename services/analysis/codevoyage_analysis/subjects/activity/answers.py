"""Activity as messages."""

from __future__ import annotations

from typing import Final

import polars as pl

from codevoyage.analysis.v1 import activity_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import FIRST_SECOND, LAST_SECOND
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.activity import MOST, TooManyBuckets, activity
from codevoyage_analysis.metrics.buckets import Grain
from codevoyage_analysis.metrics.era_labels import labels
from codevoyage_analysis.metrics.eras import eras
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.columns import numbers
from codevoyage_common.errors import InvalidField

_PREFIX: Final = "ACTIVITY_GRAIN_"


def grain(number: pb.ActivityGrain.ValueType) -> Grain | None:
    """The grain that is asked for; None: to be chosen. Raises InvalidField."""
    if number == pb.ACTIVITY_GRAIN_UNSPECIFIED:
        return None
    if number not in pb.ActivityGrain.values():
        raise InvalidField("grain", "a value of the enum")
    return Grain(pb.ActivityGrain.Name(number).removeprefix(_PREFIX))


def activity_message(history: History, asked: AskedSelection, wanted: Grain | None) -> pb.GetActivityResponse:
    """Buckets and marks. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    try:
        found = activity(history, selection, wanted)
    except TooManyBuckets as error:
        raise InvalidField("grain", f"coarser: {error.buckets} buckets, of {MOST} at most") from error
    columns = ("commits", "merges", "insertions", "deletions", "people", "files_touched", "files", "lines")
    return pb.GetActivityResponse(
        moment=told.moment(selection.moment),
        grain=pb.ActivityGrain.Value(f"{_PREFIX}{found.grain.value}"),
        buckets=pb.ActivityColumns(
            starts=numbers(found.buckets["start"]), **{name: numbers(found.buckets[name]) for name in columns}
        ),
        releases=_releases(history, selection),
        undated_commits=found.undated,
        eras=_eras(history, selection),
    )


def _eras(history: History, selection: Selection) -> list[pb.EraMark]:
    found = eras(history, selection).eras
    told_so = zip(found, labels(found), strict=True)
    return [pb.EraMark(start=told.time(era.start), label=label) for era, label in told_so]


def _releases(history: History, selection: Selection) -> list[pb.ReleaseMark]:
    came_in = history.commits["came_in"]
    tags = history.tags.filter(pl.col("release") & pl.col("commit").is_not_null())
    tags = tags.with_columns(came_in=came_in.gather(tags["commit"]))
    tags = tags.filter(
        (pl.col("came_in") <= selection.moment.position) & pl.col("time").is_between(FIRST_SECOND, LAST_SECOND)
    )
    if selection.start is not None:
        tags = tags.filter(pl.col("time") >= selection.start)
    if selection.end is not None:
        tags = tags.filter(pl.col("time") < selection.end)
    return [
        pb.ReleaseMark(
            tag=told.text(tag["name"]), commit=tag["target"].hex(), time=told.time(tag["time"]), position=tag["came_in"]
        )
        for tag in tags.sort("time", "name").iter_rows(named=True)
    ]
