"""What a study of one analysis leaves for that of the next one of the same repository: sets that no reader gets.

There is one of each subject in a repository, of the study that ended last: it is as large as a tree with its history.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, Select, delete, select

from codevoyage_analysis.models import analyses, column_parts, column_sets
from codevoyage_analysis.store.columns import ASIDE, replace_set


def put_aside(connection: Connection, analysis_id: str, subject: str) -> Mapping[str, list[bytes]]:
    """The parts of each table that the subject's last study in an analysis' repository put aside, in order."""
    rows = connection.execute(
        select(column_parts.c.table_name, column_parts.c.content)
        .where(column_parts.c.analysis_id.in_(_of_repository(analysis_id)), column_parts.c.set_name == ASIDE + subject)
        .order_by(column_parts.c.table_name, column_parts.c.number)
    )
    parts: dict[str, list[bytes]] = {}
    for row in rows:
        parts.setdefault(row.table_name, []).append(bytes(row.content))
    return parts


def replace_aside(connection: Connection, analysis_id: str, subject: str, frames: Mapping[str, pl.DataFrame]) -> None:
    """Puts tables aside, in the place of any that there are in the analysis' repository."""
    # Two studies of one repository may end at once: the row of the repository's first analysis lets one wait.
    first = select(analyses.c.id).where(analyses.c.id.in_(_of_repository(analysis_id))).order_by(analyses.c.id).limit(1)
    connection.execute(first.with_for_update(key_share=True))
    connection.execute(
        delete(column_sets).where(
            column_sets.c.analysis_id.in_(_of_repository(analysis_id)), column_sets.c.name == ASIDE + subject
        )
    )
    replace_set(connection, analysis_id, ASIDE + subject, frames)


def _of_repository(analysis_id: str) -> Select[tuple[str]]:
    mine = select(analyses.c.repository_id).where(analyses.c.id == analysis_id).scalar_subquery()
    return select(analyses.c.id).where(analyses.c.repository_id == mine)
