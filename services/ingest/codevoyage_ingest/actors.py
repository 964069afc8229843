"""The worker process of ingest: actors that read repositories and their hunks, measure, compare, and verify."""

from __future__ import annotations

import dramatiq

from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.claims import claimant_of, release_own
from codevoyage_common.work.wakeups import Waker
from codevoyage_common.work.worker import work
from codevoyage_ingest.comparison.job import Comparer
from codevoyage_ingest.complexity.job import ContentMeasurer
from codevoyage_ingest.git.counting.preparing import prepare
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.hunks.job import HunkReader
from codevoyage_ingest.reading.housekeeping import keep_house
from codevoyage_ingest.reading.job import JobReader
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.comparisons import COMPARISONS
from codevoyage_ingest.store.hunk_passes import HUNKS
from codevoyage_ingest.store.jobs import READINGS
from codevoyage_ingest.store.measurings import MEASURINGS
from codevoyage_ingest.store.verifications import VERIFICATIONS
from codevoyage_ingest.verification.job import Verifier


def run_worker() -> None:
    """Runs until it is told to end."""
    settings = IngestSettings.from_environment()
    configure_logs(process="ingest-worker", level=settings.log_level, form=settings.log_format)
    configure_traces(process="ingest-worker", endpoint=settings.otlp_endpoint)
    broker = redis_broker(settings.redis_url, namespace="ingest")
    tether = Tether()
    tether.start()
    workshop = Workshop(
        settings=settings,
        claimant=claimant_of(settings),
        waker=Waker(settings.redis_url, namespace="ingest"),
        tether=tether,
        kept=KeptClones(settings.clone_dir, kept_bytes=settings.kept_bytes, free_bytes=settings.disk_free_bytes),
    )
    claimant = workshop.claimant
    preparing = prepare(settings.compiled_dir, claimant.stopping)
    house = keep_house(settings.clone_dir, workshop.kept, workshop.engine, claimant.stopping)
    # A lower priority goes first: of what waits in this process, readings do.
    for kind, priority, run in (
        (READINGS, 0, JobReader(workshop).run),
        (COMPARISONS, 5, Comparer(workshop).run),
        (VERIFICATIONS, 10, Verifier(workshop).run),
        (HUNKS, 10, HunkReader(workshop).run),
        (MEASURINGS, 10, ContentMeasurer(workshop).run),
    ):
        if settings.worker_name:
            release_own(workshop.engine, kind, worker=settings.worker_name)
        dramatiq.actor(actor_name=kind.actor, queue_name=kind.queue, broker=broker, priority=priority)(run)
    work(broker, settings, stopping=claimant.stopping)
    house.join()
    if preparing is not None:
        preparing.join()
    tether.close()
    workshop.engine.dispose()
