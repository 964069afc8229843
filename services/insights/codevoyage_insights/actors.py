"""The worker process of insights, and its one actor."""

from __future__ import annotations

import dramatiq

from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.claims import claimant_of, release_own
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
    claimant = claimant_of(settings)
    workshop = Workshop(settings=settings, claimant=claimant, waker=Waker(settings.redis_url, namespace=NAMESPACE))
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)

    def describe_analysis(job_id: str) -> None:
        attempt(job_id, workshop)

    if settings.worker_name:
        release_own(claimant.engine, DESCRIPTIONS, worker=settings.worker_name)
    dramatiq.actor(broker=broker, actor_name=DESCRIPTIONS.actor, queue_name=DESCRIPTIONS.queue)(describe_analysis)
    work(broker, settings, stopping=claimant.stopping)
    claimant.engine.dispose()
