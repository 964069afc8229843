"""Facts that are of no use: of a head that is no more, or of a repository that turned out to be damaged."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.models import chunks, jobs
from codevoyage_ingest.store.deletion import FACTS


def discard_facts(lease: Lease) -> None:
    """Removes what earlier attempts stored. `chunk_count` goes on from where it was: no cursor is ever used twice.

    Raises Fenced, Cancelled; then nothing was removed.
    """
    with lease.transaction() as connection:
        remove_facts(connection, lease.job_id)


def remove_facts(connection: Connection, job_id: str) -> None:
    """The same within a transaction of the caller's, which is fenced."""
    for table in (*FACTS, chunks):
        connection.execute(delete(table).where(table.c.job_id == job_id))
    connection.execute(
        update(jobs)
        .where(jobs.c.id == job_id)
        .values(
            facts_of=None,
            facts_time=None,
            commit_total=None,
            truncated=None,
            base_job=None,
            base_position=None,
            person_edit=None,
        )
    )
