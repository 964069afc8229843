"""One attempt at a job: claimed, written family by family, and ended as it ought to be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import Cancelled, Fenced
from codevoyage_common.lifecycle import Stage, State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.claims import Claimant, claim
from codevoyage_common.work.endings import end_as, end_with_error, hand_over
from codevoyage_common.work.leases import HandOver, Lease
from codevoyage_common.work.wakeups import Waker
from codevoyage_insights.families import FAMILIES
from codevoyage_insights.models import jobs
from codevoyage_insights.peers.analysis import Analysis
from codevoyage_insights.settings import InsightsSettings
from codevoyage_insights.store.jobs import DESCRIPTIONS
from codevoyage_insights.store.written import families_written, keep

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What a worker process has for all of its jobs."""

    settings: InsightsSettings
    claimant: Claimant
    waker: Waker


def attempt(job_id: str, workshop: Workshop) -> None:
    """Claims a job and brings it to an end, or back into the queue. Does nothing when there is nothing to claim."""

    def claimed(connection: Connection, _state: str) -> None:
        connection.execute(update(jobs).where(jobs.c.id == job_id).values(stage=Stage.DESCRIBING.value))

    try:
        with claim(workshop.claimant, DESCRIPTIONS, job_id, on_claim=claimed) as lease:
            if lease is not None:
                workshop.waker.wake(job_id)
                with workshop.claimant.engine.connect() as connection:
                    job = connection.execute(select(jobs).where(jobs.c.id == job_id)).one()
                with correlated(job.correlation_id):
                    _carry_out(lease, job, workshop)
    except Fenced as error:
        _log.warning("%s", error.message)
    except (DBAPIError, PoolTimeout) as error:
        # Nothing can be written now; the lease runs out, and the reaper has the job taken up again.
        _log.warning("insightJobs/%s is left to its lease: %s", job_id, error)
    finally:
        workshop.waker.wake(job_id)


def _carry_out(lease: Lease, job: Row[Any], workshop: Workshop) -> None:
    try:
        if job.state == State.CANCELLING:  # its worker died before it could say so
            raise Cancelled
        _write_all(lease, job, workshop)
        end_as(lease, State.SUCCEEDED)
        _log.info("analyses/%s is described", job.analysis_id)
    except Cancelled:
        end_as(lease, State.CANCELLED)
        _log.info("insightJobs/%s cancelled", job.id)
    except HandOver:
        hand_over(lease)
        _log.info("insightJobs/%s handed over", job.id)
    except Fenced:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, the job must come to an end
        state = end_with_error(lease, typed(error))
        _log.warning("insightJobs/%s is %s: %s", job.id, state, error)


def _write_all(lease: Lease, job: Row[Any], workshop: Workshop) -> None:
    written = families_written(lease)
    with blocking_channel(workshop.settings.analysis_address) as channel:
        analysis = Analysis(channel, name=f"analyses/{job.analysis_id}")
        for family, write in FAMILIES.items():
            lease.check()
            if family in written:
                continue
            insight = write(analysis)
            written.add(family)
            keep(lease, insight, job=job, progress=_progress(len(written)))
            workshop.waker.wake(job.id)


def _progress(done: int) -> dict[str, Any]:
    return {
        "stage": Stage.DESCRIBING.value,
        "done": done,
        "total": len(FAMILIES),
        "unit": "insights",
        "rate": 0.0,
        "remaining": None,  # each family is another kind of work: no honest estimate
    }
