"""Chunks as columns for the wire: each chunk of the store is one `Facts` message, or several where it is large."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.domain import IDENTITY_VERSION, STANDS, ChunkKind, Cursor, Span
from codevoyage_ingest.models import (
    changes,
    chunks,
    commits,
    files,
    paths,
    person_map,
    rename_limited,
    signatures,
    versions,
)
from codevoyage_ingest.store.facts_parts import parts

#: A chunk's rows may be an earlier job's, taken over: `job_id` names whose they are.
_OWNED: Final = select(
    func.coalesce(chunks.c.owner, chunks.c.job_id).label("job_id"),
    *(column for column in chunks.columns if column.name not in {"job_id", "owner"}),
)


class FactsReader:
    """Reads the facts of a job."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def after(self, job_id: str, cursor: Cursor) -> AsyncIterator[tuple[Cursor, pb.Facts]]:
        """The messages that are stored now and come after the cursor, each with its own."""
        async with self._engine.connect() as connection:
            found = await connection.execute(
                _OWNED.where(chunks.c.job_id == job_id, chunks.c.seq > cursor.chunk).order_by(chunks.c.seq)
            )
            listed = found.all()
        for chunk in listed:
            async with self._engine.connect() as connection:
                cut = list(parts(await _facts(connection, chunk)))
            seen = cursor.part if chunk.seq == cursor.chunk + 1 else 0
            for number, part in enumerate(cut[seen:], seen + 1):
                whole = number == len(cut)
                yield Cursor(chunk=chunk.seq if whole else chunk.seq - 1, part=0 if whole else number), part


async def _facts(connection: AsyncConnection, chunk: Row[Any]) -> pb.Facts:
    facts = pb.Facts()
    span = Span(first=chunk.first_signature, end=chunk.end_signature)
    if not span.empty:
        number, name, email = await _columns(connection, signatures, chunk.job_id, span, "number", "name", "email")
        facts.signatures.CopyFrom(pb.SignatureColumns(first_number=number[0], names=name, emails=email))
    span = Span(first=chunk.first_path, end=chunk.end_path)
    if not span.empty:
        number, path = await _columns(connection, paths, chunk.job_id, span, "number", "path")
        facts.paths.CopyFrom(pb.PathColumns(first_number=number[0], paths=path))
    span = Span(first=chunk.first_file, end=chunk.end_file)
    if not span.empty:
        number, identity = await _columns(connection, files, chunk.job_id, span, "number", "identity")
        facts.files.CopyFrom(pb.FileColumns(first_number=number[0], identities=b"".join(identity)))
    span = Span(first=chunk.first_row, end=chunk.end_row)
    match ChunkKind(chunk.kind):
        case ChunkKind.COMMITS:
            facts.commits.CopyFrom(await _commits(connection, chunk.job_id, span))
        case ChunkKind.CHANGES:
            facts.changes.CopyFrom(await _changes(connection, chunk.job_id, span))
        case ChunkKind.VERSIONS:
            facts.versions.CopyFrom(await _versions(connection, chunk.job_id, span))
        case ChunkKind.PEOPLE:
            facts.people.CopyFrom(await _people(connection, chunk.job_id))
    return facts


async def _columns(
    connection: AsyncConnection, table: Table, job_id: str, span: Span, *names: str, key: str = "number"
) -> Sequence[Sequence[Any]]:
    wanted = (
        select(*(table.c[name] for name in names))
        .where(table.c.job_id == job_id, table.c[key] >= span.first, table.c[key] < span.end)
        .order_by(*table.primary_key.columns)
    )
    rows = (await connection.execute(wanted)).all()
    return list(zip(*rows, strict=True)) if rows else [()] * len(names)


async def _commits(connection: AsyncConnection, job_id: str, span: Span) -> pb.CommitColumns:
    number, ids, parents, position, author, committer, at, ao, ct, co, subject = await _columns(
        connection, commits, job_id, span,
        "number", "id", "parents", "mainline_position", "author", "committer",
        "author_time", "author_offset", "committer_time", "committer_offset", "subject",
    )  # fmt: skip
    return pb.CommitColumns(
        first_number=number[0] if number else span.first,
        ids=b"".join(ids),
        parent_counts=[len(of_one) for of_one in parents],
        parent_ids=b"".join(b"".join(of_one) for of_one in parents),
        mainline_positions=[-1 if value is None else value for value in position],
        author_signatures=author,
        committer_signatures=committer,
        author_times=[value or 0 for value in at],
        committer_times=[value or 0 for value in ct],
        author_offsets=ao,
        committer_offsets=co,
        author_times_known=[value is not None for value in at],
        committer_times_known=[value is not None for value in ct],
        subjects=subject,
    )


async def _changes(connection: AsyncConnection, job_id: str, span: Span) -> pb.ChangeColumns:
    commit, status, path, old_path, file, ins, dels, old_mode, new_mode, old_blob, new_blob = await _columns(
        connection, changes, job_id, span,
        "commit", "status", "path", "old_path", "file", "insertions", "deletions",
        "old_mode", "new_mode", "old_blob", "new_blob", key="commit",
    )  # fmt: skip
    (limited,) = await _columns(connection, rename_limited, job_id, span, "commit", key="commit")
    return pb.ChangeColumns(
        commits=commit,
        statuses=status,
        paths=path,
        old_paths=old_path,
        files=file,
        insertions=[value or 0 for value in ins],
        deletions=[value or 0 for value in dels],
        binary=[value is None for value in ins],
        old_modes=old_mode,
        new_modes=new_mode,
        old_blobs=b"".join(old_blob),
        new_blobs=b"".join(new_blob),
        rename_limited_commits=limited,
        first_commit=span.first,
        end_commit=span.end,
    )


async def _versions(connection: AsyncConnection, job_id: str, span: Span) -> pb.VersionColumns:
    path, file, mode, blob, born, died, size, lines = await _columns(
        connection, versions, job_id, span, "path", "file", "mode", "blob", "born", "died", "bytes", "lines"
    )
    return pb.VersionColumns(
        paths=path,
        files=file,
        modes=mode,
        blobs=b"".join(blob),
        born=born,
        died=[STANDS if value is None else value for value in died],
        bytes=[-1 if value is None else value for value in size],
        lines=[-1 if value is None else value for value in lines],
    )


async def _people(connection: AsyncConnection, job_id: str) -> pb.PersonColumns:
    found = await connection.execute(
        select(person_map.c.person).where(person_map.c.job_id == job_id).order_by(person_map.c.signature)
    )
    return pb.PersonColumns(identity_version=IDENTITY_VERSION, persons=found.scalars().all())
