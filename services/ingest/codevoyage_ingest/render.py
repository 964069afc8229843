"""Rows as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import ingest_job_pb2 as pb
from codevoyage_common.rpc import lifecycle_messages as common
from codevoyage_common.work.jobs import epoch
from codevoyage_ingest.store.jobs import READINGS


def job(row: Row[Any], *, attempts: Sequence[Row[Any]] = ()) -> pb.IngestJob:
    """A job's row as the contract's message, with its attempts."""
    message = pb.IngestJob(
        name=f"ingestJobs/{row.id}",
        source=row.source,
        state=common.state(row.state),
        stage=common.stage(row.stage),
        progress=common.progress(row.progress),
        failure=common.failure(row.failure),
        stages=common.stage_runs(row),
        chunks=row.chunk_count,
        retry=common.retry(row, limit=READINGS.fruitless_limit),
        attempts=[common.attempt(each, service="ingest") for each in attempts],
    )
    if row.head is not None:
        message.head.CopyFrom(
            pb.Head(
                commit_id=row.head,
                branch=row.branch or "",
                object_format=row.object_format or "",
                commits=row.commit_total or 0,
                truncated=bool(row.truncated),
                shallow=bool(row.shallow),
            )
        )
    started, stored = epoch(row.start_time), epoch(row.facts_time)
    if started is not None and stored is not None:
        message.elapsed.CopyFrom(common.duration(stored - started))
    return message
