"""An error that is being got over: the run's own, or that of a job inside of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import MessageToDict, ParseDict
from sqlalchemy.engine import Row

from codevoyage.common.v1 import lifecycle_pb2 as pb
from codevoyage_analysis.store.kinds import RUNS
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc import lifecycle_messages as common


def retry_of(row: Row[Any]) -> dict[str, Any] | None:
    """What a run's row tells, as columns hold it; None when all is well."""
    own = common.retry(row, limit=RUNS.fruitless_limit)
    if own is not None:
        return as_column(own)
    mirrored: dict[str, Any] | None = None if State(row.state).final else row.job_retry
    return mirrored


def as_column(message: pb.Retry | pb.Attempt) -> dict[str, Any]:
    """A message for a column."""
    return MessageToDict(message)


def retry(value: Mapping[str, Any] | None) -> pb.Retry | None:
    """The message of a column."""
    return None if value is None else ParseDict(dict(value), pb.Retry(), ignore_unknown_fields=True)


def attempt(value: Mapping[str, Any]) -> pb.Attempt:
    """The message of a column."""
    return ParseDict(dict(value), pb.Attempt(), ignore_unknown_fields=True)
