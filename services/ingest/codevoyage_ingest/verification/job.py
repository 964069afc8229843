"""One verification from claim to end: a clone at the head that was read, then step after step."""

from __future__ import annotations

import logging
import threading
from contextlib import closing
from functools import partial
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import HandOver, Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.models import jobs, verifications
from codevoyage_ingest.reading.attempts import attempt
from codevoyage_ingest.reading.clone_at import fresh_clone_at
from codevoyage_ingest.reading.history import took_too_long
from codevoyage_ingest.reading.workplace import workplace
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.store.stored_rows import StoredRows
from codevoyage_ingest.store.verifications import VERIFICATIONS, verification
from codevoyage_ingest.store.waiting import readings_wait
from codevoyage_ingest.verification.findings import Findings
from codevoyage_ingest.verification.steps import COMMITS, Subject, in_order, subject_of

_log = logging.getLogger(__name__)


class Verifier:
    """Verifies what is stored, one verification a call, for the threads of one worker process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def run(self, verification_id: str) -> None:
        """Claims the verification and takes it as far as it goes. Raises nothing that the broker should know of."""
        attempt(self._workshop.claimant, VERIFICATIONS, verification_id, waker=self._workshop.waker, work=self._verify)

    def _verify(self, lease: Lease) -> None:
        with lease.engine.connect() as connection:
            row = verification(connection, lease.job_id)
            reading = connection.execute(select(jobs).where(jobs.c.id == row.ingest_job_id)).one()
        if not reading.head:
            return  # a repository without commits: there is nothing to compare
        lease.limit(
            self._workshop.settings.read_seconds, took_too_long("read_seconds", self._workshop.settings.read_seconds)
        )
        cloner = self._workshop.cloner()
        with workplace(self._workshop.settings.clone_dir, lease.job_id, attempt=lease.attempt) as folder:
            # A fresh look at the source: what was kept is what is to be verified.
            clone = fresh_clone_at(
                lease, reading, source=row.source, folder=folder, report=partial(self._write, lease), cloner=cloner
            )
            with cloner.giving_back(row.source, repository_id=row.repository_id, clone=clone):
                self._compare(lease, row, reading, clone)

    def _compare(self, lease: Lease, row: Row[Any], reading: Row[Any], clone: Clone) -> None:
        stopping = threading.Event()
        subject = subject_of(
            clone.git,
            StoredRows(lease.engine, reading.facts_of or reading.id),
            head=reading.head,
            commits=reading.commit_total,
            truncated=reading.truncated,
            trees=row.trees,
            seed=row.seed,
            cancelled=lambda: stopping.is_set() or lease.interrupted(),
        )
        findings, done = Findings.of(row.findings), row.steps
        progress = _Progress(subject)
        steps = in_order(subject, first=done, stopping=stopping, threads=self._workshop.settings.readers)
        with closing(steps):
            for found in steps:
                findings.add(found)
                done += 1
                with lease.transaction(progress=True) as connection:
                    connection.execute(
                        update(verifications)
                        .where(verifications.c.id == lease.job_id)
                        .values(steps=done, findings=findings.as_json(), progress=progress.at(done))
                    )
                self._workshop.waker.wake(lease.job_id)
                if done < subject.steps and readings_wait(lease.engine):
                    raise HandOver
        _log.info("%d facts compared, %d differ", findings.compared.total(), findings.differences)

    def _write(self, lease: Lease, progress: dict[str, Any]) -> None:
        with lease.transaction() as connection:
            connection.execute(
                update(verifications).where(verifications.c.id == lease.job_id).values(progress=progress)
            )
        self._workshop.waker.wake(lease.job_id)


class _Progress:
    """Commits first, then trees."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._commits = Meter(stage=Stage.READING, unit="commits", total=subject.commits)
        self._trees: Meter | None = None

    def at(self, steps: int) -> dict[str, Any]:
        """The `progress` column when so many steps are done."""
        trees = steps - 1 - self._subject.runs
        if trees < 0:
            return self._commits.at(min((steps - 1) * COMMITS, self._subject.commits))
        if self._trees is None:
            self._trees = Meter(stage=Stage.MEASURING, unit="trees", total=len(self._subject.positions))
        return self._trees.at(trees)
