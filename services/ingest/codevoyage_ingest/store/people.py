"""The people of a repository's newest reading with the corrections that were made since, for the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.errors import InvalidField, ResourceNotFound, ResultNotReady
from codevoyage_common.lifecycle import State
from codevoyage_ingest.domain import ChunkKind
from codevoyage_ingest.models import chunks, commits, jobs, repositories
from codevoyage_ingest.people.edits import Edit, EditKind, Signatures
from codevoyage_ingest.people.listing import Person, listed
from codevoyage_ingest.people.mailmap import Signature
from codevoyage_ingest.people.persons import Persons
from codevoyage_ingest.store.deletion import hold_repository
from codevoyage_ingest.store.person_edits import NumberedEdit, add_edit, edits_after, is_made, undo_edit
from codevoyage_ingest.store.stored_facts import signatures_of


@dataclass(frozen=True, kw_only=True)
class PeopleNow:
    """people: in order. signatures: by number. last_edit: that is in it. pending: how many edits the facts lack."""

    job_id: str
    people: list[Person]
    signatures: Sequence[Signature]
    authored: dict[int, int]
    last_edit: int
    pending: int

    def person(self, edit: Edit) -> Person:
        """Whom an edit speaks of. Raises ResourceNotFound when nobody signs so any more."""
        signatures = Signatures(self.signatures)
        found = set().union(*(signatures.found(each) for each in edit.signatures))
        for each in self.people:
            if not found.isdisjoint(each.numbers):
                return each
        raise ResourceNotFound("such person any more: the history was rewritten since the request was carried out")


@dataclass(frozen=True, kw_only=True)
class EditsNow:
    """edits: those that hold. in_facts: the number of the last one that the newest reading looked at."""

    edits: list[NumberedEdit]
    in_facts: int


class People:
    """Reads and corrects who is who. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def now(self, source: str, *, tenant: str) -> PeopleNow:
        """Raises ResultNotReady when nothing was read of the source yet."""
        async with self._engine.connect() as connection:
            # A reading that is deleted meanwhile is still whole in this picture.
            await connection.execution_options(isolation_level="REPEATABLE READ")
            return await connection.run_sync(_now, source, tenant=tenant)

    async def edit(self, edit: Edit, *, source: str, tenant: str, request_id: str) -> PeopleNow:
        """The people after an edit, which is made once for a request id.

        Raises ResultNotReady, ResourceNotFound for somebody who is not there, InvalidField for a split of nobody's
        signatures, RequestIdReused, QuotaReached.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_make, edit, source=source, tenant=tenant, request_id=request_id)

    async def edits(self, source: str, *, tenant: str) -> EditsNow:
        """The edits that hold. Raises ResultNotReady."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            return await connection.run_sync(_edits, source, tenant=tenant)

    async def undo(self, number: int, *, source: str, tenant: str, request_id: str) -> EditsNow:
        """The edit that was taken back, alone; once for a request id.

        Raises ResultNotReady, ResourceNotFound for one that does not hold, RequestIdReused, QuotaReached.
        """
        async with self._engine.begin() as connection:
            return await connection.run_sync(_undo, number, source=source, tenant=tenant, request_id=request_id)


def _edits(connection: Connection, source: str, *, tenant: str) -> EditsNow:
    reading = _newest_reading(connection, source, tenant=tenant)
    return EditsNow(edits=edits_after(connection, reading.repository_id).edits, in_facts=reading.person_edit or 0)


def _undo(connection: Connection, number: int, *, source: str, tenant: str, request_id: str) -> EditsNow:
    reading = _newest_reading(connection, source, tenant=tenant)
    hold_repository(connection, reading.repository_id)
    made = {"repository_id": reading.repository_id, "tenant": tenant, "request_id": request_id}
    return EditsNow(edits=[undo_edit(connection, number, **made)], in_facts=reading.person_edit or 0)


def _make(connection: Connection, edit: Edit, *, source: str, tenant: str, request_id: str) -> PeopleNow:
    reading = _newest_reading(connection, source, tenant=tenant)
    # One edit of a repository at a time: whoever reads them sees no number before those below it.
    hold_repository(connection, reading.repository_id)
    made = {"repository_id": reading.repository_id, "tenant": tenant, "request_id": request_id}
    if not is_made(connection, edit, **made):
        _check(edit, _now(connection, source, tenant=tenant), source=source)
        add_edit(connection, edit, **made)
    return _now(connection, source, tenant=tenant)


def _check(edit: Edit, now: PeopleNow, *, source: str) -> None:
    """Whether it says something of this history."""
    signatures = Signatures(now.signatures)
    named: set[int] = set()
    for each in edit.signatures:
        found = signatures.found(each)
        if not found:
            name = "" if each.name is None else f"{each.name.decode(errors='backslashreplace')} "
            raise ResourceNotFound(f"signature `{name}<{each.email.decode(errors='backslashreplace')}>` in {source}")
        named |= found
    if edit.kind is EditKind.SPLIT and not any(named < set(person.numbers) for person in now.people):
        raise InvalidField("signatures", "signatures of one person, and not all that the person has")


def _now(connection: Connection, source: str, *, tenant: str) -> PeopleNow:
    reading = _newest_reading(connection, source, tenant=tenant)
    facts_job = reading.facts_of or reading.id
    in_facts = reading.person_edit or 0
    made = edits_after(connection, reading.repository_id, in_facts)
    signatures = signatures_of(connection, facts_job)
    authored = _authored(connection, facts_job)
    return PeopleNow(
        job_id=reading.id,
        people=listed(
            signatures,
            _stored(connection, facts_job),
            edits=[each.edit for each in made.edits],
            authored=authored,
        ),
        signatures=signatures,
        authored=authored,
        last_edit=made.last,
        pending=made.last - in_facts,  # numbers have no gaps; one that takes another back is one too
    )


def _newest_reading(connection: Connection, source: str, *, tenant: str) -> Row[Any]:
    found = connection.execute(
        select(jobs)
        .join(repositories, jobs.c.repository_id == repositories.c.id)
        .where(
            repositories.c.tenant == tenant,
            repositories.c.source == source,
            jobs.c.state == State.SUCCEEDED,
            jobs.c.unwanted.is_(False),
        )
        .order_by(jobs.c.create_time.desc(), jobs.c.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise ResultNotReady(f"Nothing of {source} is read to its end yet. Analyse it first, then look at its people.")
    return found


def _stored(connection: Connection, job_id: str) -> Persons:
    """The map of a reading, as it was sent; without any for a repository without commits."""
    messages = connection.execute(
        select(chunks.c.messages).where(chunks.c.job_id == job_id, chunks.c.kind == ChunkKind.PEOPLE)
    ).scalar_one_or_none()
    parts = [pb.Facts.FromString(message).people for message in messages or ()]
    return Persons(
        numbers=[number for part in parts for number in part.persons],
        names=[name for part in parts for name in part.names],
        emails=[email for part in parts for email in part.emails],
        bots=[bot for part in parts for bot in part.bots],
    )


def _authored(connection: Connection, job_id: str) -> dict[int, int]:
    """Commits by the number of their author's signature."""
    owned = and_(
        commits.c.job_id == func.coalesce(chunks.c.owner, chunks.c.job_id),
        commits.c.number >= chunks.c.first_row,
        commits.c.number < chunks.c.end_row,
    )
    rows = connection.execute(
        select(commits.c.author, func.count().label("commits"))
        .join(chunks, owned)
        .where(chunks.c.job_id == job_id, chunks.c.kind == ChunkKind.COMMITS)
        .group_by(commits.c.author)
    )
    return {row.author: row.commits for row in rows}
