"""Versions of one file, and texts that stood at some positions, as a job's facts tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, and_, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, BIGINT
from sqlalchemy.engine import Row

from codevoyage_ingest.models import chunks, paths, versions
from codevoyage_ingest.store.stored_rows import StoredRows

_OWNER = func.coalesce(chunks.c.owner, chunks.c.job_id)


@dataclass(frozen=True, kw_only=True)
class FileVersion:
    """A row of `versions`, with its path and the mainline commit at `born`. died, lines, time: None as there."""

    path: bytes
    blob: bytes
    born: int
    died: int | None
    lines: int | None
    commit: bytes
    time: int | None


def has_path(connection: Connection, job_id: str, path: bytes) -> bool:
    """Whether a file ever stood at a path of the mainline."""
    return _file_at(connection, job_id, path) is not None


def file_versions(engine: Engine, job_id: str, path: bytes) -> list[FileVersion]:
    """All versions of the newest file that stood at a path, by their positions."""
    with engine.connect() as connection:
        file = _file_at(connection, job_id, path)
        rows: Sequence[Row[Any]] = connection.execute(
            select(versions)
            .where(versions.c.job_id == job_id, versions.c.file == file)
            .order_by(versions.c.born, versions.c.number)
        ).all()
        named = _named(paths.c.number == any_(literal([row.path for row in rows], ARRAY(BIGINT))), job_id)
        names = {row.number: bytes(row.path) for row in connection.execute(named)}
    at = {row.mainline_position: row for row in StoredRows(engine, job_id).at_positions([row.born for row in rows])}
    return [
        FileVersion(
            path=names[row.path],
            blob=bytes(row.blob),
            born=row.born,
            died=row.died,
            lines=row.lines,
            commit=bytes(at[row.born].id),
            time=at[row.born].committer_time,
        )
        for row in rows
    ]


def texts_at(engine: Engine, job_id: str, positions: Sequence[int], *, largest: int) -> list[bytes]:
    """Raw ids of the texts of at most so many bytes that stood at one of some positions, in the order of paths."""
    stood = func.unnest(literal(list(positions), ARRAY(BIGINT))).table_valued("position").render_derived()
    wanted = (
        select(versions.c.blob)
        .where(
            versions.c.job_id == job_id,
            versions.c.lines.is_not(None),
            versions.c.bytes <= largest,
            select(literal(1))
            .select_from(stood)
            .where(
                versions.c.born <= stood.c.position,
                or_(versions.c.died.is_(None), versions.c.died > stood.c.position),
            )
            .exists(),
        )
        .group_by(versions.c.blob)
        .order_by(func.min(versions.c.path), versions.c.blob)
    )
    with engine.connect() as connection:
        return [bytes(blob) for blob in connection.execute(wanted).scalars()]


def _file_at(connection: Connection, job_id: str, path: bytes) -> int | None:
    number = _named(paths.c.path == path, job_id).with_only_columns(paths.c.number).scalar_subquery()
    found: int | None = connection.execute(
        select(versions.c.file)
        .where(versions.c.job_id == job_id, versions.c.path == number)
        .order_by(versions.c.died.desc().nulls_first(), versions.c.born.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


def _named(condition: Any, job_id: str) -> Any:
    """Number and path of a job's paths, whichever jobs brought them."""
    return (
        select(paths.c.number, paths.c.path)
        .join(
            chunks,
            and_(
                chunks.c.job_id == job_id,
                paths.c.job_id == _OWNER,
                paths.c.number >= chunks.c.first_path,
                paths.c.number < chunks.c.end_path,
            ),
        )
        .where(condition)
    )
