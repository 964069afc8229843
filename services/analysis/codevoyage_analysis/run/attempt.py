"""One attempt at a run: claimed, carried out step by step, and ended as it ought to be."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from functools import partial
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_analysis.errors import ReadingFailed, took_too_long
from codevoyage_analysis.peers.ingest import Ingest
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.run.board import Board
from codevoyage_analysis.run.cancelling import clear_away
from codevoyage_analysis.run.computing import compute_and_keep
from codevoyage_analysis.run.describing import describe
from codevoyage_analysis.run.reading import Reading, start_reading
from codevoyage_analysis.run.stage_times import StageTimes
from codevoyage_analysis.run.workshop import Workshop
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_analysis.store.runs import of_worker
from codevoyage_analysis.store.studies import ask_for_studies
from codevoyage_analysis.studies.subjects import SUBJECTS
from codevoyage_common.errors import Cancelled, Fenced
from codevoyage_common.lifecycle import Stage, State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.claims import claim
from codevoyage_common.work.endings import end_as, end_with_error, hand_over
from codevoyage_common.work.leases import HandOver, Lease

_log = logging.getLogger(__name__)


def attempt(analysis_id: str, workshop: Workshop) -> None:
    """Claims a run and brings it to an end, or back into the queue. Does nothing when there is nothing to claim."""

    def claimed(connection: Connection, _state: str) -> None:
        record_change(connection, analysis_id)

    try:
        with claim(workshop.claimant, RUNS, analysis_id, on_claim=claimed) as lease:
            if lease is None:
                return
            with workshop.engine.connect() as connection:
                run = of_worker(connection, analysis_id)
            with correlated(run.correlation_id):
                _carry_out(lease, run, workshop)
    except Fenced as error:
        _log.warning("analyses/%s: %s", analysis_id, error.message)
    except (DBAPIError, PoolTimeout) as error:
        # Nothing can be written now; the lease runs out, and the reaper has the run taken up again.
        _log.warning("analyses/%s is left to its lease: %s", analysis_id, error)
    finally:
        workshop.waker.wake(analysis_id)


def _carry_out(lease: Lease, run: Row[Any], workshop: Workshop) -> None:
    settings = workshop.settings
    event = partial(record_change, analysis_id=run.id)
    back = partial(end_with_error, lease, also=event)
    with ExitStack() as stack:
        # Channels of their own: closing them ends whatever calls the run still has open.
        ingest = Ingest(
            stack.enter_context(blocking_channel(settings.ingest_address)),
            patience_seconds=settings.ingest_patience_seconds,
        )
        insights = Insights(stack.enter_context(blocking_channel(settings.insights_address)))
        try:
            if run.state == State.CANCELLING:  # its worker died while it cleared away
                raise Cancelled
            workshop.waker.wake(run.id)
            _steps(lease, run, workshop, ingest=ingest, insights=insights)
            end_as(lease, State.SUCCEEDED, also=partial(_succeeded, analysis_id=run.id))
            _log.info("analyses/%s succeeded", run.id)
        except Cancelled:
            told = clear_away(run.id, engine=workshop.engine, ingest=ingest, insights=insights)
            end_as(lease, State.CANCELLED, also=event, **told)
            _log.info("analyses/%s cancelled", run.id)
        except HandOver:
            hand_over(lease, also=event)
            _log.info("analyses/%s handed over", run.id)
        except Fenced:
            raise
        except ReadingFailed as error:
            back(error, may_retry=False)
            _log.warning("analyses/%s failed: %s %s", run.id, error.reason, error.message)
        except Exception as error:  # noqa: BLE001  whatever it is, the run must come to an end
            state = back(typed(error))
            _log.warning("analyses/%s is %s: %s", run.id, state, error)


def _succeeded(connection: Connection, analysis_id: str) -> None:
    record_change(connection, analysis_id)
    ask_for_studies(connection, analysis_id, SUBJECTS)


def _steps(lease: Lease, run: Row[Any], workshop: Workshop, *, ingest: Ingest, insights: Insights) -> None:
    settings = workshop.settings
    board = Board(lease=lease, waker=workshop.waker, revision=run.result_revision, attempts=run.job_attempts)
    stages = StageTimes(run.stages)
    lease.check()
    if run.result_hash is None:
        job = start_reading(run, ingest=ingest, lease=lease)
        facts, job = Reading(lease=lease, board=board, ingest=ingest, run=run, stages=stages).read(job)
        lease.check()
        lease.limit(settings.compute_seconds, took_too_long(Stage.COMPUTING, settings.compute_seconds))
        compute_and_keep(run.id, lease=lease, board=board, facts=facts, job=job, stages=stages)
        lease.no_limit()
        del facts
    # Otherwise an earlier attempt has made the results whole: they stand, and only their description is missing.
    describe(run, lease=lease, board=board, insights=insights, stages=stages, seconds=settings.insights_seconds)
