"""A run that is cancelled: the other services' jobs are stopped before it says that it has ended."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from sqlalchemy import Engine

from codevoyage_analysis.peers.ingest import Ingest, has_ended
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.retries import as_column
from codevoyage_analysis.store.runs import of_worker
from codevoyage_common.errors import CodeVoyageError

_log = logging.getLogger(__name__)
#: Seconds for ingest to end git's processes and remove the clone. After that the run ends all the same: the job
#: clears itself away, only nobody waits for it.
WAIT_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.1


def clear_away(analysis_id: str, *, engine: Engine, ingest: Ingest, insights: Insights) -> dict[str, Any]:
    """Cancels the run's jobs, and waits for ingest's to have ended. Raises nothing of theirs.

    Returns columns of the run that tell how they ended.
    """
    with engine.connect() as connection:
        run = of_worker(connection, analysis_id)
    try:
        if run.insight_job is not None:
            insights.cancel(run.insight_job)
    except CodeVoyageError as error:
        _log.warning("%s could not be cancelled: %s", run.insight_job, error.message)
    if run.ingest_job is None:
        return {}
    try:
        ingest.cancel(run.ingest_job)
        until = time.monotonic() + WAIT_SECONDS
        job = ingest.job(run.ingest_job)
        while not has_ended(job) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            job = ingest.job(run.ingest_job)
    except CodeVoyageError as error:
        _log.warning("%s could not be cancelled: %s", run.ingest_job, error.message)
        return {}
    return {"job_attempts": run.job_attempts | {"ingest": [as_column(each) for each in job.attempts]}}
