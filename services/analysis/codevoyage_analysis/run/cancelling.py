"""A run that is cancelled: the other services' jobs are stopped before it says that it has ended."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import Engine

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.insights.v1 import insight_job_service_pb2
from codevoyage_analysis.peers.ingest import Ingest
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.retries import as_column
from codevoyage_analysis.store.runs import of_worker
from codevoyage_common.errors import CodeVoyageError
from codevoyage_common.rpc.lifecycle_messages import state_of

_log = logging.getLogger(__name__)
#: Seconds for a job to end: git's processes, and the clone. After that the run ends all the same: the job clears
#: itself away, only nobody waits for it.
WAIT_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.1
Job = TypeVar("Job", ingest_job_pb2.IngestJob, insight_job_service_pb2.InsightJob)


def clear_away(analysis_id: str, *, engine: Engine, ingest: Ingest, insights: Insights) -> dict[str, Any]:
    """Cancels the run's jobs, and waits for them to have ended. Raises nothing of theirs.

    Returns columns of the run that tell how they ended.
    """
    with engine.connect() as connection:
        run = of_worker(connection, analysis_id)
    attempts: dict[str, Any] = dict(run.job_attempts)
    if run.insight_job is not None:
        attempts |= _stopped("insights", run.insight_job, insights.cancel)
    if run.ingest_job is not None:
        attempts |= _stopped("ingest", run.ingest_job, ingest.cancel)
    return {"job_attempts": attempts, "job_retry": None}


def _stopped(service: str, name: str, cancel: Callable[[str], Job]) -> dict[str, Any]:
    """The attempts at a job once it has ended; cancelling again tells how it stands."""
    until = time.monotonic() + WAIT_SECONDS
    try:
        job = cancel(name)
        while not state_of(job.state).final and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            job = cancel(name)
    except CodeVoyageError as error:
        _log.warning("%s could not be cancelled: %s", name, error.message)
        return {}
    return {service: [as_column(each) for each in job.attempts]}
