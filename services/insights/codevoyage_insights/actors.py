"""The worker process of insights, and its one actor."""

from __future__ import annotations

import threading

import dramatiq

from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.storage.engines import worker_engine
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work
from codevoyage_insights.attempt import Workshop, attempt
from codevoyage_insights.server import NAMESPACE
from codevoyage_insights.settings import InsightsSettings
from codevoyage_insights.store.jobs import ACTOR, QUEUE


def run_worker() -> None:
    """Works until it is told to end."""
    settings = InsightsSettings.from_environment()
    configure_logs(process="insights-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="insights-worker", endpoint=settings.otlp_endpoint)
    workshop = Workshop(
        settings=settings,
        engine=worker_engine(settings.sqlalchemy_url()),
        waker=Waker(settings.redis_url, namespace=NAMESPACE),
        stopping=threading.Event(),
    )
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)

    def describe_analysis(job_id: str) -> None:
        attempt(job_id, workshop)

    dramatiq.actor(broker=broker, actor_name=ACTOR, queue_name=QUEUE)(describe_analysis)
    work(broker, threads=settings.worker_threads, stopping=workshop.stopping, alive_file=settings.alive_file)
    workshop.engine.dispose()
