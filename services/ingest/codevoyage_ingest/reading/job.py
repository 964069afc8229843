"""One reading from claim to end: the stages in order."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.engine import Row

from codevoyage_common.errors import CodeVoyageError
from codevoyage_common.lifecycle import State
from codevoyage_common.work.endings import Hook
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.models import jobs, repositories
from codevoyage_ingest.reading.attempts import attempt
from codevoyage_ingest.reading.fetching import fetch
from codevoyage_ingest.reading.history import commit_cap, read_history
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.tags import list_source_tags
from codevoyage_ingest.reading.workplace import workplace
from codevoyage_ingest.reading.workshop import Workshop
from codevoyage_ingest.store.deletion import hold_repository
from codevoyage_ingest.store.discard import remove_facts
from codevoyage_ingest.store.jobs import READINGS
from codevoyage_ingest.store.person_edits import last_edit

_log = logging.getLogger(__name__)


class JobReader:
    """Reads repositories, one job a call, for the threads of one worker process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def run(self, job_id: str) -> None:
        """Claims the job and takes it as far as it goes. Raises nothing that the broker should know of."""
        attempt(
            self._workshop.claimant,
            READINGS,
            job_id,
            waker=self._workshop.waker,
            work=self._read,
            also=_of_a_damaged_one,
        )

    def _read(self, lease: Lease) -> None:
        """All stages, in a folder that is gone before the job says that it has ended."""
        row = self._row(lease)
        _log.info("reading %s", row.source)
        with workplace(self._workshop.settings.clone_dir, lease.job_id, attempt=lease.attempt) as folder:
            self._stages(lease, row, folder)

    def _stages(self, lease: Lease, row: Row[Any], folder: Path) -> None:
        if row.facts_of is None:  # otherwise an earlier attempt found all there is to read
            stages = Stages(lease, self._workshop.waker)
            cloner = self._workshop.cloner()
            clone = fetch(lease, row, folder=folder, stages=stages, cloner=cloner)
            row = self._row(lease)
            if clone.head.commit_id:
                tags = list_source_tags(lease, row.source, clone, folder=folder, settings=self._workshop.settings)
                if not self._shared(lease, row):
                    read_history(lease, row, clone=clone, tags=tags, stages=stages, settings=self._workshop.settings)
            cloner.keep(row.source, repository_id=row.repository_id, clone=clone)
            _log.info(
                "git's largest process took %d bytes",
                cloner.memory.bytes,
                extra={"git_peak_bytes": cloner.memory.bytes},
            )
        with lease.transaction(progress=True) as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == lease.job_id, jobs.c.facts_time.is_(None))
                .values(facts_time=func.clock_timestamp())
            )

    def _shared(self, lease: Lease, row: Row[Any]) -> bool:
        """Points to the facts of an earlier job that read the very same state, if there is one."""
        with lease.engine.begin() as connection:
            # Deletions of this repository's jobs wait: what is shared from here on stays. Before the fence, which
            # holds the job's row: everybody locks the repository first.
            hold_repository(connection, row.repository_id)
            lease.fence(connection)
            mine = connection.execute(select(jobs).where(jobs.c.id == lease.job_id)).one()
            if mine.chunk_count:
                return False  # an earlier attempt began to read: go on
            earlier = connection.execute(
                select(func.coalesce(jobs.c.facts_of, jobs.c.id))
                .where(
                    jobs.c.repository_id == row.repository_id,
                    jobs.c.id != lease.job_id,
                    jobs.c.state == State.SUCCEEDED,
                    jobs.c.unwanted.is_(False),
                    _cut_alike(commit_cap(row, settings=self._workshop.settings)),
                    # Otherwise its commits and changes are taken over, and its map of people is made anew.
                    jobs.c.person_edit == last_edit(connection, row.repository_id),
                    *(
                        jobs.c[name].is_not_distinct_from(mine._mapping[name])
                        for name in ("head", "max_commits", "reader_version", "shallow", "tag_listing")
                    ),
                )
                .order_by(jobs.c.create_time.desc())
                .limit(1)
            ).scalar_one_or_none()
            if earlier is None:
                return False
            shared = connection.execute(select(jobs).where(jobs.c.id == earlier)).one()
            connection.execute(
                update(jobs)
                .where(jobs.c.id == lease.job_id)
                .values(
                    facts_of=earlier,
                    chunk_count=shared.chunk_count,
                    commit_total=shared.commit_total,
                    truncated=shared.truncated,
                    person_edit=shared.person_edit,
                )
            )
            return True

    def _row(self, lease: Lease) -> Row[Any]:
        with self._workshop.engine.connect() as connection:
            return connection.execute(
                select(jobs, repositories.c.source)
                .join(repositories, jobs.c.repository_id == repositories.c.id)
                .where(jobs.c.id == lease.job_id)
            ).one()


def _cut_alike(cap: int) -> ColumnElement[bool]:
    """A job whose history is cut as a cap cuts it now; the settings may have changed since. 0: no cap."""
    whole = jobs.c.truncated.is_(False)
    return whole if not cap else or_(whole & (jobs.c.commit_total <= cap), jobs.c.commit_total == cap)


def _of_a_damaged_one(lease: Lease, error: CodeVoyageError) -> Hook | None:
    """What was read of a damaged repository is no part of anything; other facts stay, for a retry to go on with."""
    return partial(remove_facts, job_id=lease.job_id) if isinstance(error, RepositoryCorrupt) else None
