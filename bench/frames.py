"""Key frames alone: from their claim until the indentation of every text at about a hundred positions is stored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import grpc

from bench.reading import read
from bench.stacks import Stack
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import frames_service_pb2 as pb
from codevoyage.ingest.v1.frames_service_pb2_grpc import FramesServiceStub
from codevoyage_common.rpc.channel import OPTIONS


@dataclass(frozen=True, kw_only=True)
class Frames:
    """What they took. positions: of the mainline. texts: different ones that stood there."""

    seconds: float
    positions: int
    texts: int


def key_frames(stack: Stack, source: Path) -> Frames:
    """Reads a repository, then its key frames. Errors: RuntimeError if it fails."""
    job = read(stack, source).job
    positions, texts, measuring = 0, 0, None
    with grpc.insecure_channel(f"127.0.0.1:{stack.parts['ingest-server']['port']}", options=OPTIONS) as channel:
        asked = pb.StreamFramesRequest(ingest_job=job, follow=True)
        for response in FramesServiceStub(channel).StreamFrames(asked):
            if response.HasField("frames"):
                positions = len(response.frames.positions)
                texts += len(response.frames.indentations)
            else:
                measuring = response.measuring
    if measuring is None or measuring.state != lifecycle_pb2.STATE_SUCCEEDED:
        raise RuntimeError(f"the key frames of {source} were not measured: {measuring}")
    return Frames(
        seconds=sum(each.end_time.ToNanoseconds() - each.start_time.ToNanoseconds() for each in measuring.attempts)
        / 1e9,
        positions=positions,
        texts=texts,
    )
