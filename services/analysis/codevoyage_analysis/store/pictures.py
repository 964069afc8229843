"""Timelines of a run: one row a grain, overwritten with each picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from codevoyage_analysis.domain import Grain
from codevoyage_analysis.metrics.timeline import Timeline
from codevoyage_analysis.models import timelines


def write_timelines(
    connection: Connection, analysis_id: str, pictures: Mapping[Grain, Timeline], *, revision: int
) -> None:
    """Replaces the run's timelines."""
    rows = [
        {
            "analysis_id": analysis_id,
            "grain": grain.value,
            "revision": revision,
            "starts": picture.starts.astype("datetime64[D]").astype(object).tolist(),
            "commits": picture.commits.tolist(),
            "insertions": picture.insertions.tolist(),
            "deletions": picture.deletions.tolist(),
            "people": picture.people.tolist(),
            "undated": picture.undated,
        }
        for grain, picture in pictures.items()
    ]
    write = insert(timelines).values(rows)
    replaced = {column.name: column for column in write.excluded if not column.primary_key}
    connection.execute(write.on_conflict_do_update(constraint=timelines.primary_key, set_=replaced))


def read_timeline(connection: Connection, analysis_id: str, grain: Grain) -> Row[Any] | None:
    """The newest picture; None when there is none."""
    return connection.execute(
        select(timelines).where(timelines.c.analysis_id == analysis_id, timelines.c.grain == grain.value)
    ).one_or_none()
