"""Columns of an analysis, in sets: each is written in one transaction, and replaced whole.

`facts` becomes visible with the results; a set that is computed after the run (see `run.aftermath`) when it is there.
What readers see is named by digests (`Stored`): whoever holds something that was computed from columns compares those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl
from sqlalchemy import Connection, delete, insert, select, update

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.packing import Digest, parts
from codevoyage_analysis.history.tables import FACTS, Table
from codevoyage_analysis.models import analyses, column_parts, column_sets, repositories
from codevoyage_common.errors import ResourceNotFound, ResultNotReady

#: The set that a run writes with its results.
FACTS_SET: Final = "facts"
#: How the names of sets begin that no reader gets (`store.aside`).
ASIDE: Final = "aside:"
_READ: Final = column_sets.c.name.not_like(ASIDE + "%")


@dataclass(frozen=True, kw_only=True)
class Stored:
    """The columns of an analysis as they are now. digests: of each set by its name."""

    analysis_id: str
    result_hash: str
    digests: Mapping[str, bytes]

    @property
    def key(self) -> bytes:
        """The same for the same columns, whichever analysis has them."""
        told = b"".join(name.encode() + b"\0" + self.digests[name] for name in sorted(self.digests))
        return self.result_hash.encode() + b"\0" + told


def replace_set(connection: Connection, analysis_id: str, name: str, frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Puts tables, and no others, into a set of an analysis. Returns the digest."""
    connection.execute(delete(column_sets).where(column_sets.c.analysis_id == analysis_id, column_sets.c.name == name))
    size = sum(int(frame.estimated_size()) for frame in frames.values())
    connection.execute(insert(column_sets).values(analysis_id=analysis_id, name=name, digest=b"", bytes=size))
    digest = Digest()
    for table_name, frame in frames.items():
        for part in parts(table_name, frame):
            digest.add(part)
            connection.execute(
                insert(column_parts).values(
                    analysis_id=analysis_id,
                    set_name=name,
                    table_name=part.table,
                    number=part.number,
                    rows=part.rows,
                    content=part.content,
                )
            )
    connection.execute(
        update(column_sets)
        .where(column_sets.c.analysis_id == analysis_id, column_sets.c.name == name)
        .values(digest=digest.value())
    )
    return digest.value()


def frames_of(history: History, tables: Iterable[Table] = FACTS) -> dict[str, pl.DataFrame]:
    """Some tables of a history, by their names."""
    return {table.name: getattr(history, table.name) for table in tables}


def stored(connection: Connection, analysis_id: str, *, tenant: str) -> Stored:
    """What is there of an analysis. Raises ResourceNotFound; ResultNotReady before its results are whole."""
    rows = connection.execute(
        select(analyses.c.state, analyses.c.result_hash, column_sets.c.name, column_sets.c.digest)
        .join(repositories, analyses.c.repository_id == repositories.c.id)
        .outerjoin(column_sets, (column_sets.c.analysis_id == analyses.c.id) & _READ)
        .where(analyses.c.id == analysis_id, analyses.c.tenant == tenant, repositories.c.delete_time.is_(None))
    ).all()
    if not rows:
        raise ResourceNotFound(f"analyses/{analysis_id}")
    digests = {row.name: bytes(row.digest) for row in rows if row.name is not None}
    if rows[0].result_hash is None:
        raise ResultNotReady(
            f"The results of analyses/{analysis_id} are not whole: it is {rows[0].state}. Watch it, and ask again.",
            state=rows[0].state,
        )
    if FACTS_SET not in digests:
        raise ResultNotReady(
            f"analyses/{analysis_id} was made by an older version, which did not keep what this is computed from. "
            "Analyse the repository again.",
            state=rows[0].state,
        )
    return Stored(analysis_id=analysis_id, result_hash=rows[0].result_hash, digests=digests)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The parts of all tables by the tables' names, in order, and the digests of the sets that they are of."""

    parts: Mapping[str, list[bytes]]
    digests: Mapping[str, bytes]


def contents(connection: Connection, analysis_id: str) -> Contents:
    """All columns of an analysis that readers get, of one moment: one statement."""
    rows = connection.execute(
        select(column_sets.c.name, column_sets.c.digest, column_parts.c.table_name, column_parts.c.content)
        .join(
            column_parts,
            (column_parts.c.analysis_id == column_sets.c.analysis_id) & (column_parts.c.set_name == column_sets.c.name),
        )
        .where(column_sets.c.analysis_id == analysis_id, _READ)
        .order_by(column_parts.c.set_name, column_parts.c.table_name, column_parts.c.number)
    )
    parts: dict[str, list[bytes]] = {}
    digests: dict[str, bytes] = {}
    for row in rows:
        digests[row.name] = bytes(row.digest)
        parts.setdefault(row.table_name, []).append(bytes(row.content))
    return Contents(parts=parts, digests=digests)
