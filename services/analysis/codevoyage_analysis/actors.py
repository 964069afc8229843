"""The worker process of analysis, and its actors."""

from __future__ import annotations

import dramatiq

from codevoyage_analysis.run.attempt import attempt
from codevoyage_analysis.run.removing import remove
from codevoyage_analysis.run.workshop import Workshop
from codevoyage_analysis.server import NAMESPACE
from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_analysis.store.kinds import REMOVALS, RUNS, STUDIES
from codevoyage_analysis.studies.attempt import study
from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.claims import claimant_of, release_own
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work


def run_worker() -> None:
    """Works until it is told to end."""
    settings = AnalysisSettings()  # type: ignore[call-arg]  # from the environment
    configure_logs(process="analysis-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="analysis-worker", endpoint=settings.otlp_endpoint)
    claimant = claimant_of(settings)
    workshop = Workshop(settings=settings, claimant=claimant, waker=Waker(settings.redis_url, namespace=NAMESPACE))
    if settings.worker_name:
        for kind in (RUNS, REMOVALS, STUDIES):
            release_own(claimant.engine, kind, worker=settings.worker_name)
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)
    declare(broker, workshop)
    work(broker, settings, stopping=claimant.stopping, aside={STUDIES.queue})
    claimant.engine.dispose()


def declare(broker: dramatiq.Broker, workshop: Workshop) -> None:
    """Tells the broker which actors there are."""

    def run_analysis(analysis_id: str) -> None:
        attempt(analysis_id, workshop)

    def remove_leftovers(removal_id: str) -> None:
        remove(removal_id, workshop)

    def study_analysis(study_id: str) -> None:
        study(study_id, workshop)

    for kind, work_on in ((RUNS, run_analysis), (REMOVALS, remove_leftovers), (STUDIES, study_analysis)):
        dramatiq.actor(broker=broker, actor_name=kind.actor, queue_name=kind.queue)(work_on)
