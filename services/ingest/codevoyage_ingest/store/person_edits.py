"""Corrections of who is who, as rows: numbered from 1 per repository, in the order in which they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from codevoyage_common.errors import QuotaReached, RequestIdReused, ResourceNotFound
from codevoyage_ingest.models import jobs, person_edits
from codevoyage_ingest.people.edits import Edit, EditKind, SignedAs

#: Of one repository. The largest public ones have some 30,000 people, and mailmaps of 1,000 lines; each reading applies
#: all edits.
EDITS: Final = 10_000


#: The kind of what takes an earlier one back; it says nothing of people itself.
_UNDO: Final = "undo"


@dataclass(frozen=True, kw_only=True)
class NumberedEdit:
    """An edit, which one of its repository's it is, and when it was made."""

    number: int
    edit: Edit
    time: datetime


@dataclass(frozen=True, kw_only=True)
class Edits:
    """edits: those that hold, in order. last: the number of the newest one, whether it holds, or takes one back."""

    edits: list[NumberedEdit]
    last: int


def edits_after(connection: Connection, repository_id: str, number: int = 0) -> Edits:
    """The edits of a repository after that one, as one statement sees them."""
    rows = connection.execute(
        select(person_edits)
        .where(person_edits.c.repository_id == repository_id, person_edits.c.number > number)
        .order_by(person_edits.c.number)
    ).all()
    undone = {row.undoes for row in rows}  # whatever takes one back comes after it
    return Edits(
        edits=[_numbered(row) for row in rows if row.kind != _UNDO and row.number not in undone],
        last=rows[-1].number if rows else number,
    )


def edits_of_job(connection: Connection, job_id: str) -> Edits:
    """All edits of a job's repository."""
    repository_id = connection.execute(select(jobs.c.repository_id).where(jobs.c.id == job_id)).scalar_one()
    return edits_after(connection, repository_id)


def last_edit(connection: Connection, repository_id: str) -> int:
    """The number of a repository's newest edit; 0: there is none."""
    return int(
        connection.execute(
            select(func.coalesce(func.max(person_edits.c.number), 0)).where(
                person_edits.c.repository_id == repository_id
            )
        ).scalar_one()
    )


def is_made(connection: Connection, edit: Edit, *, repository_id: str, tenant: str, request_id: str) -> bool:
    """Whether a request was carried out before. Raises RequestIdReused when it was another one."""
    row = connection.execute(
        select(person_edits).where(person_edits.c.tenant == tenant, person_edits.c.request_id == request_id)
    ).one_or_none()
    if row is None:
        return False
    if row.repository_id != repository_id or row.kind == _UNDO or _numbered(row).edit != edit:
        raise RequestIdReused(request_id)
    return True


def add_edit(connection: Connection, edit: Edit, *, repository_id: str, tenant: str, request_id: str) -> None:
    """Adds one after all others; the caller holds the repository, so that no two have one number.

    Raises QuotaReached, RequestIdReused when another repository's request was faster with this id.
    """
    values = {
        "kind": edit.kind,
        "emails": [each.email for each in edit.signatures],
        "names": [each.name for each in edit.signatures],
    }
    _add(connection, values, repository_id=repository_id, tenant=tenant, request_id=request_id)


def undo_edit(connection: Connection, number: int, *, repository_id: str, tenant: str, request_id: str) -> NumberedEdit:
    """Takes one back, once for a request id, and tells it; the caller holds the repository.

    Raises ResourceNotFound for one that does not hold, QuotaReached, RequestIdReused.
    """
    row = connection.execute(
        select(person_edits).where(person_edits.c.tenant == tenant, person_edits.c.request_id == request_id)
    ).one_or_none()
    if row is not None and (row.repository_id != repository_id or row.undoes != number):
        raise RequestIdReused(request_id)
    if row is None:
        if all(each.number != number for each in edits_after(connection, repository_id).edits):
            raise ResourceNotFound(f"correction {number:,} that holds; `ListEdits` tells those that do")
        values = {"kind": _UNDO, "emails": [], "names": [], "undoes": number}
        _add(connection, values, repository_id=repository_id, tenant=tenant, request_id=request_id)
    undone = select(person_edits).where(person_edits.c.repository_id == repository_id, person_edits.c.number == number)
    return _numbered(connection.execute(undone).one())


def _add(connection: Connection, values: dict[str, Any], *, repository_id: str, tenant: str, request_id: str) -> None:
    number = last_edit(connection, repository_id) + 1
    if number > EDITS:
        raise QuotaReached(
            f"This repository has {EDITS:,} corrections of people, as many as it may have. "
            "Put what they say into its .mailmap.",
            bound="person_edits",
            value=EDITS,
            unit="edits",
        )
    row = {"repository_id": repository_id, "number": number, "tenant": tenant, "request_id": request_id, **values}
    made = insert(person_edits).values(**row).on_conflict_do_nothing(constraint="person_edits_request")
    if connection.execute(made.returning(person_edits.c.number)).scalar_one_or_none() is None:
        raise RequestIdReused(request_id)


def _numbered(row: Row[Any]) -> NumberedEdit:
    signatures = tuple(SignedAs(email=email, name=name) for email, name in zip(row.emails, row.names, strict=True))
    edit = Edit(kind=EditKind(row.kind), signatures=signatures)
    return NumberedEdit(number=row.number, edit=edit, time=row.create_time)
