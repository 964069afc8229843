"""Studies of an analysis: asked for when its run succeeds, found by their workers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import Row

from codevoyage_analysis.models import analyses, studies
from codevoyage_analysis.store.kinds import STUDIES
from codevoyage_common.names import new_id


def ask_for_studies(connection: Connection, analysis_id: str, subjects: Iterable[str]) -> None:
    """Asks for a study of each subject, in the transaction in which the run ends."""
    run = connection.execute(select(analyses).where(analyses.c.id == analysis_id)).one()
    for subject in subjects:
        study_id = new_id()
        connection.execute(
            insert(studies).values(
                id=study_id,
                tenant=run.tenant,
                analysis_id=analysis_id,
                subject=subject,
                correlation_id=run.correlation_id,
                traceparent=run.traceparent,
            )
        )
        connection.execute(STUDIES.message(study_id, traceparent=run.traceparent))


def study_of_worker(connection: Connection, study_id: str) -> Row[Any]:
    """The study of a message, with its analysis' `ingest_job`; it was claimed, so it is there."""
    return connection.execute(
        select(studies, analyses.c.ingest_job).join(analyses).where(studies.c.id == study_id)
    ).one()
