"""The worker process of ingest: one actor, which reads one repository."""

from __future__ import annotations

import dramatiq

from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.claims import claimant_of, release_own
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work
from codevoyage_ingest.git.counting.preparing import prepare
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.housekeeping import keep_house
from codevoyage_ingest.reading.job import JobReader
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.jobs import READINGS


def run_worker() -> None:
    """Runs until it is told to end."""
    settings = IngestSettings.from_environment()
    configure_logs(process="ingest-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="ingest-worker", endpoint=settings.otlp_endpoint)
    broker = redis_broker(settings.redis_url, namespace="ingest")
    tether = Tether()
    tether.start()
    claimant = claimant_of(settings)
    kept = KeptClones(settings.clone_dir, kept_bytes=settings.kept_bytes, free_bytes=settings.disk_free_bytes)
    reader = JobReader(
        settings=settings,
        claimant=claimant,
        waker=Waker(settings.redis_url, namespace="ingest"),
        tether=tether,
        kept=kept,
    )
    preparing = prepare(settings.compiled_dir, claimant.stopping)
    house = keep_house(settings.clone_dir, kept, claimant.engine, claimant.stopping)

    if settings.worker_name:
        release_own(claimant.engine, READINGS, worker=settings.worker_name)
    dramatiq.actor(actor_name=READINGS.actor, queue_name=READINGS.queue, broker=broker)(reader.run)
    work(broker, settings, stopping=claimant.stopping)
    house.join()
    if preparing is not None:
        preparing.join()
    tether.close()
    claimant.engine.dispose()
