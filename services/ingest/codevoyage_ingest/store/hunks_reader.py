"""The hunks of a job as messages: chunk by chunk, each cut into as many messages as any client takes, always alike."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, Final

from sqlalchemy import Select, func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage_ingest.domain import ChunkKind, Cursor, Span
from codevoyage_ingest.hunks.messages import HunkMessages
from codevoyage_ingest.models import chunks, hunks, merge_changes

#: Bytes of packed hunks that come over at a time; a whole number of hunks. One change may have hundreds of megabytes.
_PIECE_BYTES: Final = 1 << 20
#: Pieces that come over at a time: most hold a few hunks, and 16 full ones 16 MiB.
_PIECES: Final = 16
#: Rows without hunks that come over at a time.
_BATCH: Final = 1_000


class HunksReader:
    """Reads the hunks of a job."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def after(
        self, job_id: str, cursor: Cursor, *, end: int
    ) -> AsyncGenerator[tuple[Cursor, pb.HunkColumns], None]:
        """The messages of chunks before `end` that come after the cursor, each with its own.

        end: chunks before it are all stored.
        """
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(
                    chunks.c.number,
                    func.coalesce(chunks.c.owner, chunks.c.job_id).label("owner"),
                    chunks.c.first_row,
                    chunks.c.end_row,
                )
                .where(
                    chunks.c.job_id == job_id,
                    chunks.c.kind == ChunkKind.CHANGES,
                    chunks.c.number >= cursor.chunk,
                    chunks.c.number < end,
                )
                .order_by(chunks.c.number)
            )
            listed = found.all()
        for chunk in listed:
            seen = cursor.part if chunk.number == cursor.chunk else 0
            part = 0
            async with aclosing(self._messages(chunk)) as messages:
                async for whole, message in messages:
                    part += 1
                    if part > seen:
                        at = Cursor(chunk=chunk.number + 1) if whole else Cursor(chunk=chunk.number, part=part)
                        yield at, message

    async def _messages(self, chunk: Any) -> AsyncGenerator[tuple[bool, pb.HunkColumns], None]:
        """The messages of one chunk; the last one is marked."""
        made = HunkMessages(Span(first=chunk.first_row, end=chunk.end_row))
        async with self._engine.connect() as connection:
            async with connection.stream(_merges(chunk), execution_options={"yield_per": _BATCH}) as rows:
                async for row in rows:
                    made.add_merge(row)
                    if made.full:
                        yield False, made.take()
            async with connection.stream(_hunks(chunk), execution_options={"yield_per": _PIECES}) as rows:
                async for row in rows:
                    made.add_hunks(row.commit, row.ordinal, row.piece)
                    if made.full:
                        yield False, made.take()
        yield True, made.take(last=True)


def _merges(chunk: Any) -> Select[Any]:
    return (
        select(merge_changes)
        .where(
            merge_changes.c.job_id == chunk.owner,
            merge_changes.c.commit >= chunk.first_row,
            merge_changes.c.commit < chunk.end_row,
        )
        .order_by(merge_changes.c.commit, merge_changes.c.ordinal)
    )


def _hunks(chunk: Any) -> Select[Any]:
    """Commit, ordinal and a piece of the packed hunks; a change may have several pieces, one after the other."""
    begin = func.generate_series(0, func.octet_length(hunks.c.hunks) - 1, literal(_PIECE_BYTES)).column_valued("begin")
    return (
        select(
            hunks.c.commit,
            hunks.c.ordinal,
            func.substring(hunks.c.hunks, begin + 1, _PIECE_BYTES).label("piece"),
        )
        .where(hunks.c.job_id == chunk.owner, hunks.c.commit >= chunk.first_row, hunks.c.commit < chunk.end_row)
        .order_by(hunks.c.commit, hunks.c.ordinal, begin)
    )
