"""A whole analysis: from asking through the gateway until every measure has been answered, but surviving lines.

Asked is as a page does: create, wait until it succeeded, wait until the key frames are stored, too; then every question
of `bench.questions` once, none of which has been asked before, at the newest moment.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grpc

from bench.memory import PeakMemory
from bench.questions import Question, questions
from bench.stacks import Stack, permit
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1 import tree_service_pb2
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage.analysis.v1.tree_service_pb2_grpc import TreeServiceStub
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage_common.rpc.channel import OPTIONS

#: The parts whose memory depends on what is analysed.
PARTS: Final = ("ingest-worker", "analysis-worker", "analysis-server")


#: Seconds for what follows an analysis; lines of git/git take seventy.
_STUDY_SECONDS: Final = 900.0


@dataclass(frozen=True, kw_only=True)
class Whole:
    """Seconds from asking, one after the other. followed: surviving lines are there, too, which are counted apart.
    answers: seconds of each question but those of lines, which were not asked before.

    python_bytes: the peak of each of PARTS with its processes, and of all of them at one time. git_bytes: of all git
    processes together. following_bytes: of PARTS at one time, while lines are followed.
    """

    succeeded: float
    frames: float
    answered: float
    followed: float
    answers: dict[str, float]
    python_bytes: dict[str, int]
    git_bytes: int
    following_bytes: int


def whole(stack: Stack, source: Path) -> Whole:
    """Asks, and waits. Raises RuntimeError if the analysis fails."""
    permit(stack.data, source)
    pids = [stack.pid(part) for part in PARTS]
    with grpc.insecure_channel(f"127.0.0.1:{stack.parts['envoy']['port']}", options=OPTIONS) as channel:
        with ExitStack() as looked_at:
            memory = {part: looked_at.enter_context(PeakMemory(stack.pid(part))) for part in PARTS}
            together = looked_at.enter_context(PeakMemory(*pids))
            begun = time.perf_counter()
            name = _succeeded(AnalysisServiceStub(channel), source)
            succeeded = time.perf_counter() - begun
            until_frames(channel, name)
            frames = time.perf_counter() - begun
            answers = {}
            every = questions(channel, name)
            for question in (each for each in every if not each.follows_lines):
                asked = time.perf_counter()
                for _ in question.answers(channel, timeout=60):
                    pass
                answers[question.method.rpartition(".")[2]] = time.perf_counter() - asked
            answered = time.perf_counter() - begun
        with PeakMemory(*pids) as following:
            until_followed(channel, every)
        followed = time.perf_counter() - begun
    return Whole(
        succeeded=succeeded,
        frames=frames,
        answered=answered,
        followed=followed,
        answers=answers,
        python_bytes={part: peak.python_bytes for part, peak in memory.items()} | {"together": together.python_bytes},
        git_bytes=together.git_bytes,
        following_bytes=following.python_bytes,
    )


def _succeeded(analyses: AnalysisServiceStub, source: Path) -> str:
    request = pb.CreateAnalysisRequest(source=str(source), request_id=secrets.token_hex(8))
    name: str = analyses.CreateAnalysis(request, timeout=60).analysis.name
    while True:
        found = analyses.GetAnalysis(pb.GetAnalysisRequest(name=name), timeout=60).analysis
        if found.state == lifecycle_pb2.STATE_SUCCEEDED:
            return name
        if found.state in (lifecycle_pb2.STATE_FAILED, lifecycle_pb2.STATE_CANCELLED):
            raise RuntimeError(f"{source} was not analysed: {found.failure.message}")
        time.sleep(0.25)


def until_frames(channel: grpc.Channel, name: str) -> None:
    """Waits until the complexity of an analysis' key frames is stored."""
    end = time.monotonic() + _STUDY_SECONDS
    while not _frames(TreeServiceStub(channel), name):
        _check(end)


def until_followed(channel: grpc.Channel, every: Sequence[Question]) -> None:
    """Waits until the lines of an analysis have been followed. every: its questions."""
    question, end = next(each for each in every if each.follows_lines), time.monotonic() + _STUDY_SECONDS
    while True:
        try:
            list(question.answers(channel, timeout=60))
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                raise
            _check(end)
        else:
            return


def _check(end: float) -> None:
    """Waits a little. Raises RuntimeError after the end: a study has failed, or hangs."""
    if time.monotonic() > end:
        raise RuntimeError("what follows an analysis did not come; see the log of the analysis worker")
    time.sleep(0.5)


def _frames(trees: TreeServiceStub, name: str) -> int:
    """Key frames whose complexity is known."""
    answer = trees.GetSnapshot(tree_service_pb2.GetSnapshotRequest(name=name), timeout=60)
    found = int(next(iter(answer)).header.frames)
    answer.cancel()
    return found
