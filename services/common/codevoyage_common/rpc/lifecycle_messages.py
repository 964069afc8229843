"""States, stages, progress and failures as messages, and back: the same columns in every service."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy.engine import Row

from codevoyage.common.v1 import lifecycle_pb2 as pb
from codevoyage_common.lifecycle import Stage, State
from codevoyage_common.work.jobs import epoch, stage_times


def state(value: str | None) -> pb.State.ValueType:
    """The contract's state."""
    return pb.State.Value(f"STATE_{value or 'UNSPECIFIED'}")


def stage(value: str | None) -> pb.Stage.ValueType:
    """The contract's stage."""
    return pb.Stage.Value(f"STAGE_{value or 'UNSPECIFIED'}")


def state_of(value: int) -> State:
    """Our state of the contract's."""
    return State(pb.State.Name(value).removeprefix("STATE_"))  # type: ignore[arg-type]


def stage_of(value: int) -> Stage | None:
    """Our stage of the contract's; None when it is not said."""
    return Stage(pb.Stage.Name(value).removeprefix("STAGE_")) if value else None  # type: ignore[arg-type]


def duration(seconds: float) -> Duration:
    """Seconds as a Duration, to the microsecond."""
    message = Duration()
    message.FromMicroseconds(round(seconds * 1_000_000))
    return message


def timestamp(seconds: float) -> Timestamp:
    """Seconds since 1970 as a Timestamp, to the microsecond."""
    message = Timestamp()
    message.FromMicroseconds(round(seconds * 1_000_000))
    return message


def progress(value: Mapping[str, Any] | None) -> pb.Progress | None:
    """A `progress` column: stage, done, total, unit, rate, remaining (seconds or None)."""
    if value is None:
        return None
    remaining = value.get("remaining")
    return pb.Progress(
        stage=stage(value.get("stage")),
        done=int(value.get("done", 0)),
        total=int(value.get("total", 0)),
        unit=value.get("unit", ""),
        rate=float(value.get("rate", 0.0)),
        remaining=None if remaining is None else duration(remaining),
    )


def progress_of(message: pb.Progress) -> dict[str, Any]:
    """The `progress` column of a message."""
    named = stage_of(message.stage)
    return {
        "stage": None if named is None else named.value,
        "done": message.done,
        "total": message.total,
        "unit": message.unit,
        "rate": message.rate,
        "remaining": message.remaining.ToMicroseconds() / 1e6 if message.HasField("remaining") else None,
    }


def failure(value: Mapping[str, Any] | None) -> pb.Failure | None:
    """A `failure` column, as `work.endings.failure_of` makes it."""
    if value is None:
        return None
    return pb.Failure(
        stage=stage(value["stage"]),
        reason=value["reason"],
        message=value["message"],
        retryable=value["retryable"],
        attempt=value["attempt"],
        metadata=value["metadata"],
        correlation_id=value.get("correlation_id", ""),
        checkpoint=value.get("checkpoint", 0),
    )


def failure_of(message: pb.Failure) -> dict[str, Any]:
    """The `failure` column of a message."""
    named = stage_of(message.stage)
    return {
        "stage": None if named is None else named.value,
        "reason": message.reason,
        "message": message.message,
        "retryable": message.retryable,
        "attempt": message.attempt,
        "metadata": dict(message.metadata),
        "correlation_id": message.correlation_id,
        "checkpoint": message.checkpoint,
    }


def retry(row: Row[Any], *, limit: int) -> pb.Retry | None:
    """What a job's row tells of an error that is being got over; None when there is none.

    limit: its kind's `fruitless_limit`.
    """
    if row.last_failure is None or State(row.state).final:
        return None
    message = pb.Retry(failure=failure(row.last_failure), fruitless=row.fruitless, fruitless_limit=limit)
    if row.state == State.RETRYING and row.retry_time is not None:
        message.next_time.CopyFrom(timestamp(row.retry_time.timestamp()))
    return message


def attempt(row: Row[Any], *, service: str) -> pb.Attempt:
    """One of `work.attempts.attempts_of`."""
    message = pb.Attempt(
        service=service,
        number=row.attempt,
        stage=stage(row.stage),
        outcome=pb.AttemptOutcome.Value(f"ATTEMPT_OUTCOME_{row.outcome}"),
        start_time=timestamp(row.start_time.timestamp()),
        failure=failure(row.failure),
        checkpoint=row.checkpoint or 0,
        worker=row.worker,
        trace_id=row.trace_id,
    )
    if row.end_time is not None:
        message.end_time.CopyFrom(timestamp(row.end_time.timestamp()))
    return message


def stage_runs(row: Row[Any]) -> list[pb.StageRun]:
    """The stages of a job's row that began, in order."""
    times = stage_times(row)
    runs = []
    for one in Stage:
        if one.value not in times:
            continue
        begun, ended = times[one.value]
        run = pb.StageRun(stage=stage(one.value), start_time=timestamp(begun))
        if ended is not None:
            run.end_time.CopyFrom(timestamp(ended))
        until = next((end for end in (ended, epoch(row.end_time)) if end is not None), time.time())
        run.elapsed.CopyFrom(duration(max(0.0, until - begun)))
        runs.append(run)
    return runs
