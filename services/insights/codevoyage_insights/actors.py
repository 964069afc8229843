"""The worker process of insights, and its one actor."""

from __future__ import annotations

import threading

import dramatiq

from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.storage.engines import worker_engine
from codevoyage_common.work.attempts import worker_name
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.leases import release_own
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work
from codevoyage_insights.attempt import Workshop, attempt
from codevoyage_insights.server import NAMESPACE
from codevoyage_insights.settings import InsightsSettings
from codevoyage_insights.store.jobs import DESCRIPTIONS


def run_worker() -> None:
    """Works until it is told to end."""
    settings = InsightsSettings.from_environment()
    configure_logs(process="insights-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="insights-worker", endpoint=settings.otlp_endpoint)
    workshop = Workshop(
        settings=settings,
        engine=worker_engine(settings.sqlalchemy_url(), worker=worker_name(settings.worker_name)),
        waker=Waker(settings.redis_url, namespace=NAMESPACE),
        stopping=threading.Event(),
    )
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)

    def describe_analysis(job_id: str) -> None:
        attempt(job_id, workshop)

    if settings.worker_name:
        release_own(workshop.engine, DESCRIPTIONS, worker=settings.worker_name)
    dramatiq.actor(broker=broker, actor_name=DESCRIPTIONS.actor, queue_name=DESCRIPTIONS.queue)(describe_analysis)
    work(broker, threads=settings.worker_threads, stopping=workshop.stopping, alive_file=settings.alive_file)
    workshop.engine.dispose()
