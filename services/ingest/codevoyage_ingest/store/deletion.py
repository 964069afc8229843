"""Jobs that go: with their facts (`remains`), unless another job shares them, and with their repository if it was
the last."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Table, delete, exists, insert, select, union_all, update
from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import FINAL
from codevoyage_ingest.models import (
    changes,
    chunks,
    commits,
    files,
    hunk_chunks,
    hunk_passes,
    hunks,
    jobs,
    merge_changes,
    paths,
    person_map,
    remains,
    rename_limited,
    repositories,
    signatures,
    tags,
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
    tags,
    hunk_chunks,
    hunks,
    merge_changes,
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
    if _is_needed(connection, job.id):
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(unwanted=True))
        return
    border = {job.id}
    while border:
        needed = {owner for each in border for owner in _remove(connection, each)}
        unwanted = connection.execute(select(jobs.c.id).where(jobs.c.id.in_(needed), jobs.c.unwanted)).scalars()
        border = {owner for owner in unwanted if not _is_needed(connection, owner)}
    connection.execute(
        delete(repositories).where(
            repositories.c.id == job.repository_id,
            ~exists().where(jobs.c.repository_id == repositories.c.id),
        )
    )


def _is_needed(connection: Connection, job_id: str) -> bool:
    """Whether another job shares its facts, took some of them over, or is about to."""
    needing = union_all(
        select(jobs.c.id).where(jobs.c.facts_of == job_id),
        select(chunks.c.job_id).where(chunks.c.owner == job_id),
        select(jobs.c.id).where(jobs.c.base_job == job_id, jobs.c.state.not_in(FINAL)),
    )
    return connection.execute(needing.limit(1)).first() is not None


def _remove(connection: Connection, job_id: str) -> set[str]:
    """Removes a job. Returns those whose facts it used."""
    used = union_all(
        select(jobs.c.facts_of).where(jobs.c.id == job_id, jobs.c.facts_of.is_not(None)),
        select(chunks.c.owner).where(chunks.c.job_id == job_id, chunks.c.owner.is_not(None)),
        select(jobs.c.base_job).where(jobs.c.id == job_id, jobs.c.base_job.is_not(None)),
    )
    owners = set(connection.execute(used).scalars())
    # First: it waits for a chunk of hunks that is being stored, and after it none is stored any more.
    connection.execute(delete(hunk_passes).where(hunk_passes.c.ingest_job_id == job_id))
    # Its facts may be millions of rows: they go a batch at a time, when nobody waits for it (`remains`).
    connection.execute(insert(remains).values(job_id=job_id))
    connection.execute(delete(jobs).where(jobs.c.id == job_id))
    return owners
