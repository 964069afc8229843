"""Jobs that go: with their facts, unless another job shares them, and with their repository when it was the last."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Table, delete, exists, select, update
from sqlalchemy.engine import Row

from codevoyage_ingest.models import (
    changes,
    commits,
    files,
    jobs,
    paths,
    person_map,
    rename_limited,
    repositories,
    signatures,
    versions,
)

#: Tables of facts, which have no foreign key to take them along. Chunks go with their job.
FACTS: Final[tuple[Table, ...]] = (
    signatures,
    person_map,
    paths,
    files,
    commits,
    changes,
    rename_limited,
    versions,
)


def hold_repository(connection: Connection, repository_id: str) -> None:
    """Whoever adds, removes or shares jobs of a repository waits for this transaction to end.

    Take it before any job's row. Workers' other writes, which only look the repository up, do not wait.
    """
    connection.execute(
        select(repositories.c.id).where(repositories.c.id == repository_id).with_for_update(key_share=True)
    )


def delete_job(connection: Connection, job: Row[Any]) -> None:
    """Removes a job that has ended. job: its row, locked by this transaction, as its repository is."""
    if _is_shared(connection, job.id):
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(unwanted=True))
        return
    _remove(connection, job.id)
    owner = job.facts_of
    if owner is not None and not _is_shared(connection, owner):
        unwanted = select(jobs.c.id).where(jobs.c.id == owner, jobs.c.unwanted)
        if connection.execute(unwanted).scalar_one_or_none() is not None:
            _remove(connection, owner)
    connection.execute(
        delete(repositories).where(
            repositories.c.id == job.repository_id,
            ~exists().where(jobs.c.repository_id == repositories.c.id),
        )
    )


def _is_shared(connection: Connection, job_id: str) -> bool:
    return connection.execute(select(jobs.c.id).where(jobs.c.facts_of == job_id).limit(1)).first() is not None


def _remove(connection: Connection, job_id: str) -> None:
    for table in FACTS:
        connection.execute(delete(table).where(table.c.job_id == job_id))
    connection.execute(delete(jobs).where(jobs.c.id == job_id))
