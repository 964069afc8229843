"""The worker process of analysis, and its one actor."""

from __future__ import annotations

import threading

import dramatiq

from codevoyage_analysis.run.attempt import Workshop, attempt
from codevoyage_analysis.server import NAMESPACE
from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_analysis.store.runs import ACTOR, QUEUE
from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.storage.engines import worker_engine
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work


def run_worker() -> None:
    """Works until it is told to end."""
    settings = AnalysisSettings()  # type: ignore[call-arg]  # from the environment
    configure_logs(process="analysis-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="analysis-worker", endpoint=settings.otlp_endpoint)
    workshop = Workshop(
        settings=settings,
        engine=worker_engine(settings.sqlalchemy_url()),
        waker=Waker(settings.redis_url, namespace=NAMESPACE),
        stopping=threading.Event(),
    )
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)
    declare(broker, workshop)
    work(broker, threads=settings.worker_threads, stopping=workshop.stopping, alive_file=settings.alive_file)
    workshop.engine.dispose()


def declare(broker: dramatiq.Broker, workshop: Workshop) -> None:
    """Tells the broker which actors there are."""

    def run_analysis(analysis_id: str) -> None:
        attempt(analysis_id, workshop)

    dramatiq.actor(broker=broker, actor_name=ACTOR, queue_name=QUEUE)(run_analysis)
