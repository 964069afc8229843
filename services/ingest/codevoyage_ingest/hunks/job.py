"""One hunk pass from claim to end: the chunks that are not stored yet, in order."""

from __future__ import annotations

import logging

from sqlalchemy import select

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import HandOver, Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.order import CommitOrder
from codevoyage_ingest.hunks.reader import read_hunks
from codevoyage_ingest.models import hunk_passes, jobs, repositories
from codevoyage_ingest.reading.attempts import attempt
from codevoyage_ingest.reading.clone_at import clone_at, order_as_read
from codevoyage_ingest.reading.history import took_too_long
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.workplace import workplace
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.store.hunk_chunks import HunkChunk, hunk_chunks_of, write_hunks
from codevoyage_ingest.store.hunk_passes import HUNKS
from codevoyage_ingest.store.waiting import readings_wait

_log = logging.getLogger(__name__)


class HunkReader:
    """Reads hunks, one pass a call, for the threads of one worker process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def run(self, pass_id: str) -> None:
        """Claims the pass and takes it as far as it goes. Raises nothing that the broker should know of."""
        attempt(self._workshop.claimant, HUNKS, pass_id, waker=self._workshop.waker, work=self._read)

    def _read(self, lease: Lease) -> None:
        settings = self._workshop.settings
        with lease.engine.connect() as connection:
            of_pass = select(hunk_passes.c.ingest_job_id).where(hunk_passes.c.id == lease.job_id).scalar_subquery()
            reading = connection.execute(select(jobs).where(jobs.c.id == of_pass)).one()
            source = connection.execute(
                select(repositories.c.source).where(repositories.c.id == reading.repository_id)
            ).scalar_one()
        chunks = hunk_chunks_of(lease.engine, reading.id)
        if all(chunk.stored for chunk in chunks):
            return  # other jobs' passes stored what there is, or there is nothing
        lease.limit(settings.read_seconds, took_too_long("read_seconds", settings.read_seconds))
        stages = Stages(lease, self._workshop.waker)
        cloner = self._workshop.cloner()
        with workplace(settings.clone_dir, lease.job_id, attempt=lease.attempt) as folder:
            stages.begin(Stage.FETCHING)
            clone = clone_at(lease, reading, source=source, folder=folder, stages=stages, cloner=cloner)
            stages.end(Stage.FETCHING)
            with cloner.giving_back(source, repository_id=reading.repository_id, clone=clone):
                order = order_as_read(lease, reading, clone, source=source, settings=settings)
                stages.begin(Stage.READING)
                self._store(lease, clone, order, chunks, stages)
                stages.end(Stage.READING)

    def _store(self, lease: Lease, clone: Clone, order: CommitOrder, chunks: list[HunkChunk], stages: Stages) -> None:
        missing = [chunk for chunk in chunks if not chunk.stored]
        done = sum(chunk.span.end - chunk.span.first for chunk in chunks if chunk.stored)
        meter = Meter(stage=Stage.READING, unit="commits", total=len(order), done=done)
        with read_hunks(
            clone.git,
            order,
            [chunk.span for chunk in missing],
            processes=self._workshop.settings.readers,
            cancelled=lease.interrupted,
        ) as read:
            for chunk, columns in zip(missing, read, strict=True):
                lease.check()
                done += chunk.span.end - chunk.span.first
                write_hunks(lease, chunk, columns, progress=meter.at(done))
                stages.wake()
                if chunk is not missing[-1] and readings_wait(lease.engine):
                    raise HandOver
        lease.check()
        _log.info("stored the hunks of %d chunks, %d were there", len(missing), len(chunks) - len(missing))
