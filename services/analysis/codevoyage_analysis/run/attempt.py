"""One attempt at a run: claimed, carried out step by step, and ended as it ought to be."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import Row

from codevoyage_analysis.errors import ReadingFailed
from codevoyage_analysis.models import analyses, outbox
from codevoyage_analysis.peers.ingest import Ingest
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.run.board import Board
from codevoyage_analysis.run.cancelling import clear_away
from codevoyage_analysis.run.computing import compute_and_keep
from codevoyage_analysis.run.describing import describe
from codevoyage_analysis.run.reading import Reading
from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_analysis.store.changes import record_change
from codevoyage_analysis.store.runs import ACTOR, QUEUE, of_worker
from codevoyage_common.errors import Cancelled, Fenced
from codevoyage_common.lifecycle import State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.endings import end_as, end_with_error, hand_over
from codevoyage_common.work.leases import HandOver, Lease, claim
from codevoyage_common.work.wakeups import Waker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What a worker process has for all of its runs. stopping: set when the process is told to end."""

    settings: AnalysisSettings
    engine: Engine
    waker: Waker
    stopping: threading.Event


def attempt(analysis_id: str, workshop: Workshop) -> None:
    """Claims a run and brings it to an end, or back into the queue. Does nothing when there is nothing to claim."""

    def claimed(connection: Connection, _state: str) -> None:
        record_change(connection, analysis_id)

    with claim(
        workshop.engine,
        analyses,
        analysis_id,
        seconds=workshop.settings.lease_seconds,
        stopping=workshop.stopping,
        on_claim=claimed,
    ) as lease:
        if lease is None:
            return
        with workshop.engine.connect() as connection:
            run = of_worker(connection, analysis_id)
        with correlated(run.correlation_id):
            try:
                _carry_out(lease, run, workshop)
            except Fenced as error:
                _log.warning("analyses/%s: %s", analysis_id, error.message)
            finally:
                workshop.waker.wake(analysis_id)


def _carry_out(lease: Lease, run: Row[Any], workshop: Workshop) -> None:
    settings = workshop.settings
    event = partial(record_change, analysis_id=run.id)
    back = partial(end_with_error, lease, outbox=outbox, queue=QUEUE, actor=ACTOR, also=event)
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
            end_as(lease, State.SUCCEEDED, also=event)
            _log.info("analyses/%s succeeded", run.id)
        except Cancelled:
            clear_away(run.id, engine=workshop.engine, ingest=ingest, insights=insights)
            end_as(lease, State.CANCELLED, also=event)
            _log.info("analyses/%s cancelled", run.id)
        except HandOver:
            hand_over(lease, outbox=outbox, queue=QUEUE, actor=ACTOR, also=event)
            _log.info("analyses/%s handed over", run.id)
        except Fenced:
            raise
        except ReadingFailed as error:
            back(error, may_retry=False)
            _log.warning("analyses/%s failed: %s %s", run.id, error.reason, error.message)
        except Exception as error:  # noqa: BLE001  whatever it is, the run must come to an end
            state = back(typed(error))
            _log.warning("analyses/%s is %s: %s", run.id, state, error)


def _steps(lease: Lease, run: Row[Any], workshop: Workshop, *, ingest: Ingest, insights: Insights) -> None:
    board = Board(lease=lease, waker=workshop.waker, revision=run.result_revision)
    lease.check()
    job = ingest.start(source=run.source, max_commits=run.max_commits, request_id=f"analysis-{run.id}")
    reading = Reading(lease=lease, board=board, ingest=ingest, run=run)
    history, job = reading.read(job)
    lease.check()
    compute_and_keep(run.id, lease=lease, board=board, history=history, job=job, stages=reading.stages)
    del history
    describe(
        run.id,
        lease=lease,
        board=board,
        insights=insights,
        stages=reading.stages,
        seconds=workshop.settings.insights_seconds,
    )
