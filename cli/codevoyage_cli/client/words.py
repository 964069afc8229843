"""Enumerators and times of the contract, as scripts and people read them."""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import verification_service_pb2

FINAL = frozenset({lifecycle_pb2.STATE_SUCCEEDED, lifecycle_pb2.STATE_FAILED, lifecycle_pb2.STATE_CANCELLED})


def state_word(state: int) -> str:
    """`SUCCEEDED`, without its prefix. A state that a newer server invented is its number."""
    return _word(lifecycle_pb2.State, state, prefix="STATE_")


def stage_word(stage: int) -> str:
    """`READING`, without its prefix."""
    return _word(lifecycle_pb2.Stage, stage, prefix="STAGE_")


def outcome_word(outcome: int) -> str:
    """`LOST`, without its prefix."""
    return _word(lifecycle_pb2.AttemptOutcome, outcome, prefix="ATTEMPT_OUTCOME_")


def fact_word(kind: int) -> str:
    """`LINE_COUNTS`, without its prefix."""
    return _word(verification_service_pb2.FactKind, kind, prefix="FACT_KIND_")


def iso_time(time: Timestamp) -> str:
    """`2026-11-05T10:20:30.123Z`."""
    return moment(time).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(time: Timestamp) -> datetime:
    """In UTC."""
    return time.ToDatetime(tzinfo=UTC)


def _word(enum: object, value: int, *, prefix: str) -> str:
    try:
        name: str = enum.Name(value)  # type: ignore[attr-defined]  # EnumTypeWrapper
    except ValueError:
        return str(value)
    return name.removeprefix(prefix)
