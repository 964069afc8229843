"""Ingest alone: from a job's claim until all facts are stored, its clone included."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from bench.memory import PeakMemory
from bench.stacks import Stack, permit
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reading took. processor_seconds: of the worker and of all its git processes. job: its name."""

    job: str
    seconds: float
    stages: dict[str, float]
    commits: int
    worker_seconds: float
    git_seconds: float
    python_bytes: int
    git_bytes: int


def read(stack: Stack, source: Path) -> Reading:
    """Asks ingest to read a repository, and waits. Errors: RuntimeError if it fails."""
    import psutil

    permit(stack.data, source)
    worker = psutil.Process(stack.pid("ingest-worker"))
    before = worker.cpu_times()
    with PeakMemory(worker.pid) as memory:
        request = pb.StartIngestRequest(source=str(source), request_id=secrets.token_hex(8))
        name = stack.ingest.StartIngest(request).job.name
        while True:
            job = stack.ingest.GetIngestJob(pb.GetIngestJobRequest(name=name)).job
            if job.state in (lifecycle_pb2.STATE_SUCCEEDED, lifecycle_pb2.STATE_FAILED):
                break
            time.sleep(0.5)  # each look costs a few milliseconds of a core; the seconds are those of the job itself
    if job.state != lifecycle_pb2.STATE_SUCCEEDED:
        raise RuntimeError(f"{source} was not read: {job.failure.message}")
    after = worker.cpu_times()
    return Reading(
        job=name,
        seconds=job.elapsed.ToNanoseconds() / 1e9,
        stages={
            lifecycle_pb2.Stage.Name(stage.stage).removeprefix("STAGE_"): (
                stage.end_time.ToNanoseconds() - stage.start_time.ToNanoseconds()
            )
            / 1e9
            for stage in job.stages
        },
        commits=job.head.commits,
        worker_seconds=after.user + after.system - before.user - before.system,
        git_seconds=after.children_user + after.children_system - before.children_user - before.children_system,
        python_bytes=memory.python_bytes,
        git_bytes=memory.git_bytes,
    )
