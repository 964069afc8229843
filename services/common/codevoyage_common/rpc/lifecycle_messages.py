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
from codevoyage_common.work.jobs import stage_times


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
    )


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
        run.elapsed.CopyFrom(duration((ended if ended is not None else time.time()) - begun))
        runs.append(run)
    return runs
