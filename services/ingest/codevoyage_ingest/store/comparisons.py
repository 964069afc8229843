"""A comparison's row, as the server makes, finds and stops it, and forgets it when it is old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage_common.errors import QuotaReached, RequestIdReused, ResourceNotFound
from codevoyage_common.lifecycle import FINAL
from codevoyage_common.names import new_id
from codevoyage_common.observe.logs import current_correlation_id
from codevoyage_common.observe.traces import current_traceparent, new_correlation_id
from codevoyage_common.work.attempts import attempts_of
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.retrying import locked, stop
from codevoyage_ingest.domain import Compare
from codevoyage_ingest.models import comparison_attempts, comparisons, outbox, repositories

#: Comparisons of references. What is durable of one: messages of its answer.
COMPARISONS: Final = Kind(
    jobs=comparisons,
    attempts=comparison_attempts,
    outbox=outbox,
    queue="ingest.compare",
    actor="compare_refs",
    checkpoint=func.coalesce(func.cardinality(comparisons.c.messages), 0),
)
#: Comparisons of a tenant that have not ended: each may take a whole fetch.
_WAITING: Final = 100
#: Ended ones that are kept of a tenant, and for how long: at 8 MiB at most, 4 GiB.
_KEPT: Final = 500
_KEPT_FOR: Final = timedelta(days=1)
#: All but the answer, which may be large; with the repository of a source that was read too.
_COLUMNS: Final = [column for column in comparisons.columns if column is not comparisons.c.messages]
_ROW: Final = select(*_COLUMNS)


class Comparisons:
    """Comparisons, for the server. Every method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, asked: Compare, *, tenant: str, request_id: str) -> Row[Any]:
        """The comparison for a request id: made now, or found. Raises RequestIdReused, QuotaReached."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_start, asked, tenant=tenant, request_id=request_id)

    async def get(self, comparison_id: str, *, tenant: str) -> Row[Any]:
        """Raises ResourceNotFound."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(_one, comparison_id, tenant=tenant)

    async def messages(self, comparison_id: str) -> list[bytes]:
        """The answer of one that SUCCEEDED, as it is sent; none if it was forgotten meanwhile."""
        async with self._engine.connect() as connection:
            wanted = select(comparisons.c.messages).where(comparisons.c.id == comparison_id)
            return list((await connection.execute(wanted)).scalar_one_or_none() or ())

    async def attempts(self, comparison_id: str) -> list[Row[Any]]:
        """What was tried so far."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(attempts_of, COMPARISONS, comparison_id)

    async def cancel(self, comparison_id: str, *, tenant: str) -> Row[Any]:
        """Asks one to stop; one that has ended stays as it is. Raises ResourceNotFound."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(_cancel, comparison_id, tenant=tenant)


def comparison(connection: Connection, comparison_id: str) -> Row[Any]:
    """A comparison's row with its answer, and `repository_id` of its source if that was read too."""
    of_source = and_(repositories.c.tenant == comparisons.c.tenant, repositories.c.source == comparisons.c.source)
    return connection.execute(
        select(comparisons, repositories.c.id.label("repository_id"))
        .outerjoin(repositories, of_source)
        .where(comparisons.c.id == comparison_id)
    ).one()


def _start(connection: Connection, asked: Compare, *, tenant: str, request_id: str) -> Row[Any]:
    mine = (comparisons.c.tenant == tenant, comparisons.c.request_id == request_id)
    known = connection.execute(_ROW.where(*mine)).one_or_none()
    if known is None:
        _make(connection, asked, tenant=tenant, request_id=request_id)
        known = connection.execute(_ROW.where(*mine)).one()
    if (known.source, known.base, known.head) != (asked.source, asked.base, asked.head):
        raise RequestIdReused(request_id)
    return known


def _make(connection: Connection, asked: Compare, *, tenant: str, request_id: str) -> None:
    _forget_old(connection, tenant=tenant)
    _check_waiting(connection, tenant=tenant)
    traceparent = current_traceparent()
    made = connection.execute(
        insert(comparisons)
        .values(
            id=new_id(),
            tenant=tenant,
            request_id=request_id,
            source=asked.source,
            base=asked.base,
            head=asked.head,
            correlation_id=current_correlation_id() or new_correlation_id(),
            traceparent=traceparent,
        )
        .on_conflict_do_nothing(constraint="comparisons_request")
        .returning(comparisons.c.id)
    ).scalar_one_or_none()
    if made is not None:  # otherwise the same request was faster
        connection.execute(COMPARISONS.message(made, traceparent=traceparent))


def _check_waiting(connection: Connection, *, tenant: str) -> None:
    waiting = connection.execute(
        select(func.count())
        .select_from(comparisons)
        .where(comparisons.c.tenant == tenant, comparisons.c.state.not_in(FINAL))
    ).scalar_one()
    if waiting >= _WAITING:
        raise QuotaReached(
            f"{waiting} comparisons have not ended yet, as many as may wait. Try again when some have.",
            bound="comparisons",
            value=_WAITING,
            unit="comparisons",
        )


def _forget_old(connection: Connection, *, tenant: str) -> None:
    ended = and_(comparisons.c.tenant == tenant, comparisons.c.end_time.is_not(None))
    too_many = select(comparisons.c.id).where(ended).order_by(comparisons.c.end_time.desc()).offset(_KEPT)
    connection.execute(
        delete(comparisons).where(
            ended,
            or_(comparisons.c.end_time < func.now() - _KEPT_FOR, comparisons.c.id.in_(too_many)),
        )
    )


def _one(connection: Connection, comparison_id: str, *, tenant: str) -> Row[Any]:
    wanted = _ROW.where(comparisons.c.id == comparison_id, comparisons.c.tenant == tenant)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise ResourceNotFound(f"comparisons/{comparison_id}")
    return row


def _cancel(connection: Connection, comparison_id: str, *, tenant: str) -> Row[Any]:
    _one(connection, comparison_id, tenant=tenant)
    row = locked(connection, COMPARISONS, comparison_id)
    if row is not None:
        stop(connection, COMPARISONS, row)
    return _one(connection, comparison_id, tenant=tenant)
