"""The hunk pass alone: from its claim until the hunks of all changes are stored, its clone included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import grpc

from bench.memory import PeakMemory
from bench.reading import read
from bench.stacks import Stack
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage.ingest.v1.hunks_service_pb2_grpc import HunksServiceStub
from codevoyage_common.rpc.channel import OPTIONS


@dataclass(frozen=True, kw_only=True)
class HunkPass:
    """What one pass took. changes: that have hunks. hunks: of all of them. *_seconds: of a processor."""

    seconds: float
    worker_seconds: float
    git_seconds: float
    changes: int
    hunks: int
    python_bytes: int
    git_bytes: int


def hunk_pass(stack: Stack, source: Path) -> HunkPass:
    """Reads a repository, then its hunks, and follows these. Errors: RuntimeError if it fails."""
    import psutil

    job = read(stack, source).job
    worker = psutil.Process(stack.pid("ingest-worker"))
    before = worker.cpu_times()
    with (
        PeakMemory(worker.pid) as memory,
        grpc.insecure_channel(f"127.0.0.1:{stack.parts['ingest-server']['port']}", options=OPTIONS) as channel,
    ):
        stub = HunksServiceStub(channel)
        asked = pb.StartHunksRequest(ingest_job=job)
        stub.StartHunks(asked)
        changes = hunks = 0
        for response in stub.StreamHunks(pb.StreamHunksRequest(ingest_job=job, follow=True)):
            changes += len(response.hunks.commits)
            hunks += sum(response.hunks.counts)
        ended = getattr(stub.StartHunks(asked), "pass")
    if ended.state != lifecycle_pb2.STATE_SUCCEEDED:
        raise RuntimeError(f"the hunks of {source} were not read: {ended.failure.message}")
    after = worker.cpu_times()
    return HunkPass(
        seconds=sum(each.end_time.ToNanoseconds() - each.start_time.ToNanoseconds() for each in ended.attempts) / 1e9,
        worker_seconds=after.user + after.system - before.user - before.system,
        git_seconds=after.children_user + after.children_system - before.children_user - before.children_system,
        changes=changes,
        hunks=hunks,
        python_bytes=memory.python_bytes,
        git_bytes=memory.git_bytes,
    )
