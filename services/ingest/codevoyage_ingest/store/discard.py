"""Facts of a head that is no more: its history was rewritten between two attempts of a job."""

from __future__ import annotations

from sqlalchemy import delete, update

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.models import chunks, jobs
from codevoyage_ingest.store.deletion import FACTS


def discard_facts(lease: Lease) -> None:
    """Removes what earlier attempts stored. `chunk_count` goes on from where it was: no cursor is ever used twice.

    Raises Fenced, Cancelled; then nothing was removed.
    """
    with lease.transaction() as connection:
        for table in (*FACTS, chunks):
            connection.execute(delete(table).where(table.c.job_id == lease.job_id))
        connection.execute(
            update(jobs)
            .where(jobs.c.id == lease.job_id)
            .values(
                facts_of=None, facts_time=None, commit_total=None, truncated=None, base_job=None, base_position=None
            )
        )
