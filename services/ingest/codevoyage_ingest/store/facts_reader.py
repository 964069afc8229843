"""The facts of a job as they were stored: a chunk holds the messages that any client takes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.domain import Cursor
from codevoyage_ingest.models import chunks

#: The chunk that has the messages: an earlier job's, where it was taken over.
_owned = chunks.alias("owned")
_MESSAGES: Final = select(_owned.c.messages).join(
    chunks,
    and_(
        _owned.c.job_id == func.coalesce(chunks.c.owner, chunks.c.job_id),
        _owned.c.kind == chunks.c.kind,
        _owned.c.number == chunks.c.number,
    ),
)


def sequence_after(job_id: str, seq: int) -> Select[Any]:
    """The numbers of a job's chunks that come after one, in order."""
    return select(chunks.c.seq).where(chunks.c.job_id == job_id, chunks.c.seq > seq).order_by(chunks.c.seq)


def messages_of(job_id: str, seq: int) -> Select[Any]:
    """The messages of one chunk."""
    return _MESSAGES.where(chunks.c.job_id == job_id, chunks.c.seq == seq)


class FactsReader:
    """Reads the facts of a job."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def after(self, job_id: str, cursor: Cursor) -> AsyncIterator[tuple[Cursor, pb.Facts]]:
        """The messages that are stored now and come after the cursor, each with its own."""
        async with self._engine.connect() as connection:
            found = await connection.execute(sequence_after(job_id, cursor.chunk))
            listed = found.scalars().all()
        for seq in listed:
            async with self._engine.connect() as connection:
                found = await connection.execute(messages_of(job_id, seq))
                messages = found.scalar_one_or_none()
            if messages is None:
                return  # discarded since they were listed: the job's row will say why
            seen = cursor.part if seq == cursor.chunk + 1 else 0
            for number, message in enumerate(messages[seen:], seen + 1):
                whole = number == len(messages)
                at = Cursor(chunk=seq if whole else seq - 1, part=0 if whole else number)
                yield at, pb.Facts.FromString(message)
