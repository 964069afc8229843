"""Jobs and attempts: the columns that every claimable row has, in whichever service, and the record of its claims."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Row
from sqlalchemy.schema import SchemaItem

from codevoyage_common.lifecycle import Outcome, State

#: None is SQL's NULL, not a JSON null, which constraints would take for a value.
_JSON = JSONB(none_as_null=True)
_STATES = ", ".join(f"'{state}'" for state in State)
_OUTCOMES = ", ".join(f"'{outcome}'" for outcome in Outcome)


def job_table(name: str, metadata: MetaData, *particular: SchemaItem) -> Table:
    """A table of jobs: what all have in common, and what is particular to this kind."""
    return Table(
        name,
        metadata,
        Column("id", Text, primary_key=True),
        Column("tenant", Text, nullable=False),
        Column("state", Text, nullable=False, server_default=State.QUEUED.value),
        Column("stage", Text, nullable=True, comment="the stage that runs, or ran last"),
        Column("attempt", Integer, nullable=False, server_default="0", comment="claims so far; fences every write"),
        Column("fruitless", Integer, nullable=False, server_default="0", comment="claims since the last progress"),
        Column("retries", Integer, nullable=False, server_default="0", comment="times asked for again after its end"),
        Column("worker", Text, nullable=True, comment="who claimed it last"),
        Column("lease_until", DateTime(timezone=True), nullable=True),
        Column("retry_time", DateTime(timezone=True), nullable=True, comment="not to be claimed before"),
        Column("last_failure", _JSON, nullable=True, comment="of the latest attempt, until there is progress again"),
        Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("start_time", DateTime(timezone=True), nullable=True, comment="first claim"),
        Column("end_time", DateTime(timezone=True), nullable=True),
        Column(
            "stages", JSONB, nullable=False, server_default="{}", comment="stage: [first claim, end], epoch seconds"
        ),
        Column("progress", _JSON, nullable=True),
        Column("failure", _JSON, nullable=True),
        Column("correlation_id", Text, nullable=False),
        Column("traceparent", Text, nullable=False, server_default=""),
        CheckConstraint(f"state IN ({_STATES})", name=f"{name}_state"),
        CheckConstraint("(state = 'FAILED') = (failure IS NOT NULL AND end_time IS NOT NULL)", name=f"{name}_failure"),
        Index(f"{name}_lease", "lease_until", postgresql_where="state IN ('RUNNING', 'CANCELLING')"),
        *particular,
    )


def attempts_table(name: str, metadata: MetaData, *, jobs: Table) -> Table:
    """The record of the claims of a table of jobs: one row a claim, written with it and with its end."""
    return Table(
        name,
        metadata,
        Column("job_id", Text, ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
        Column("attempt", Integer, primary_key=True, comment="from 1"),
        Column("worker", Text, nullable=False),
        Column("trace_id", Text, nullable=False, comment="32 hex digits; empty: not traced"),
        Column("start_time", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
        Column("end_time", DateTime(timezone=True), nullable=True),
        Column("outcome", Text, nullable=False, server_default=Outcome.RUNNING.value),
        Column("stage", Text, nullable=True, comment="that it ended in"),
        Column("checkpoint", BigInteger, nullable=True, comment="what was durable at its end"),
        Column("failure", _JSON, nullable=True),
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name=f"{name}_outcome"),
        CheckConstraint("(outcome = 'RUNNING') = (end_time IS NULL)", name=f"{name}_end"),
    )


def stage_times(row: Row[Any]) -> Mapping[str, tuple[float, float | None]]:
    """Per stage that began: first claim and end, seconds since 1970; None while it runs."""
    return {name: (times[0], times[1]) for name, times in (row.stages or {}).items()}


def epoch(moment: datetime | None) -> float | None:
    """Seconds since 1970 of a column, None of NULL."""
    return None if moment is None else moment.timestamp()
