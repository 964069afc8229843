"""Chunks of facts: rows, messages and the row in `chunks` are one transaction, refused when it is fenced off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.models import chunks, files, jobs, paths, signatures
from codevoyage_ingest.store.copying import Columns, Rows
from codevoyage_ingest.store.dictionaries import NewDictionaryRows
from codevoyage_ingest.store.facts_messages import add_names
from codevoyage_ingest.store.facts_parts import parts as messages_of


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The first chunk of a kind that is not stored, and the first row in it."""

    number: int
    row: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some rows of a chunk. rows: for queries. facts: the same for the wire, but for the names, which are added."""

    rows: Iterable[Rows | Columns]
    facts: pb.Facts
    names: NewDictionaryRows


class ChunkWriter:
    """Writes the chunks of one job."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    def reached(self, kind: ChunkKind) -> Reached:
        """Where earlier attempts stopped: chunks of a kind are written in order, so there are no gaps."""
        with self._lease.engine.connect() as connection:
            number, row = connection.execute(
                select(func.count(), func.coalesce(func.max(chunks.c.end_row), 0)).where(
                    chunks.c.job_id == self._lease.job_id, chunks.c.kind == kind
                )
            ).one()
        return Reached(number=number, row=row)

    def write(
        self,
        kind: ChunkKind,
        number: int,
        *,
        span: Span,
        rows: Iterable[Rows | Columns],
        facts: pb.Facts,
        names: NewDictionaryRows,
        progress: dict[str, Any] | None = None,
        person_edit: int | None = None,
    ) -> None:
        """Stores a chunk and counts it as progress.

        rows: for queries. facts: the same for the wire, but for the names, which are added here. person_edit: the last
        edit that a map of people has.
        Raises Fenced, Cancelled; then nothing was written.
        """
        values: dict[str, Any] = {}
        if progress is not None:
            values["progress"] = progress
        if person_edit is not None:
            values["person_edit"] = person_edit
        part = Part(rows=rows, facts=facts, names=names)
        with self._lease.transaction(progress=True) as connection:
            self._write(connection, kind, number, span=span, part=part, values=values)

    def write_parts(
        self, kind: ChunkKind, number: int, *, span: Span, parts: Iterable[Part], progress: dict[str, Any]
    ) -> int:
        """Stores what may be too much to be held at once as several chunks, all of them or none; how many they are.

        parts: at least one; each is made when the one before is stored. The last chunk has the span, those before it
        are empty ones at its end: whoever takes chunks up to some row takes all of them or none.
        Raises Fenced, Cancelled; then nothing was written.
        """
        begins = Span(first=span.end, end=span.end)
        with self._lease.transaction(progress=True) as connection:
            written, waiting = 0, None
            for part in parts:
                if waiting is not None:
                    self._write(connection, kind, number + written, span=begins, part=waiting, values={})
                    written += 1
                waiting = part
            if waiting is None:
                raise ValueError("no parts")
            self._write(connection, kind, number + written, span=span, part=waiting, values={"progress": progress})
        return written + 1

    def _write(
        self, connection: Connection, kind: ChunkKind, number: int, *, span: Span, part: Part, values: dict[str, Any]
    ) -> None:
        job_id, names = self._lease.job_id, part.names
        add_names(part.facts, names)
        messages = [message.SerializeToString() for message in messages_of(part.facts)]
        seq = connection.execute(
            update(jobs)
            .where(jobs.c.id == job_id)
            .values(chunk_count=jobs.c.chunk_count + 1, **values)
            .returning(jobs.c.chunk_count)
        ).scalar_one()
        for each in (*_named(names), *part.rows):
            each.copy(connection, job_id)
        connection.execute(
            insert(chunks).values(
                job_id=job_id,
                kind=kind,
                number=number,
                seq=seq,
                first_row=span.first,
                end_row=span.end,
                first_signature=names.signature_span.first,
                end_signature=names.signature_span.end,
                first_path=names.path_span.first,
                end_path=names.path_span.end,
                first_file=names.file_span.first,
                end_file=names.file_span.end,
                messages=messages,
            )
        )


def _named(names: NewDictionaryRows) -> tuple[Rows, ...]:
    return (
        Rows(table=signatures, columns=("number", "name", "email"), rows=names.signatures),
        Rows(table=paths, columns=("number", "path"), rows=names.paths),
        Rows(table=files, columns=("number", "identity"), rows=names.files),
    )
