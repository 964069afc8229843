"""Rows and results as messages."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy.engine import Row

from codevoyage.analysis.v1 import analysis_pb2 as pb
from codevoyage.analysis.v1 import analysis_service_pb2 as service_pb
from codevoyage_analysis import retries
from codevoyage_analysis.domain import Figures, Grain
from codevoyage_analysis.queries import TimelineAnswer, TreeAnswer
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc import lifecycle_messages as common

#: Control characters of ASCII and Latin-1, and those that turn the direction of text around: a name must not
#: change how the line that it stands in is read.
_UNSEEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def analysis(row: Row[Any]) -> pb.Analysis:
    """A run's row, with its `source`."""
    counts = Figures.from_column(row.figures)
    message = pb.Analysis(
        name=f"analyses/{row.id}",
        repository=f"repositories/{row.repository_id}",
        source=row.source,
        options=pb.AnalysisOptions(max_commits=row.max_commits),
        state=common.state(row.state),
        stage=common.stage(row.stage),
        progress=common.progress(row.progress),
        figures=figures(counts),
        result_revision=row.result_revision,
        result_hash=row.result_hash or "",
        failure=common.failure(row.failure),
        stages=common.stage_runs(row),
        create_time=common.timestamp(row.create_time.timestamp()),
        attempt=row.fruitless if row.state != State.QUEUED else 0,
        correlation_id=row.correlation_id,
        empty=counts.empty,
        retry=retries.retry(retries.retry_of(row)),
        retries=row.retries,
        submissions=row.submissions,
        sequence=row.sequence,
    )
    if row.start_time is not None:
        message.start_time.CopyFrom(common.timestamp(row.start_time.timestamp()))
    if row.end_time is not None:
        message.end_time.CopyFrom(common.timestamp(row.end_time.timestamp()))
    if row.ingest_elapsed is not None:
        message.ingest_elapsed.CopyFrom(common.duration(row.ingest_elapsed))
    return message


def figures(value: Figures) -> pb.Figures:
    """Headline figures."""
    message = pb.Figures(
        head=value.head,
        branch=value.branch,
        commits=value.commits,
        changes=value.changes,
        insertions=value.insertions,
        deletions=value.deletions,
        files=value.files,
        bytes=value.bytes,
        lines=value.lines,
        people=value.people,
        truncated=value.truncated,
        shallow=value.shallow,
        odd_dates=value.odd_dates,
    )
    if value.first_commit_time is not None:
        message.first_commit_time.FromSeconds(value.first_commit_time)
    if value.last_commit_time is not None:
        message.last_commit_time.FromSeconds(value.last_commit_time)
    return message


def event(row: Row[Any]) -> pb.AnalysisEvent:
    """An event's row."""
    payload: Mapping[str, Any] = row.payload
    return pb.AnalysisEvent(
        sequence=row.seq,
        time=common.timestamp(row.time.timestamp()),
        state=common.state(payload["state"]),
        stage=common.stage(payload["stage"]),
        progress=common.progress(payload["progress"]),
        figures=figures(Figures.from_column(payload["figures"])),
        result_revision=payload["result_revision"],
        failure=common.failure(payload["failure"]),
        retry=retries.retry(payload.get("retry")),
        submissions=payload.get("submissions", 0),
    )


def attempts(row: Row[Any], own: Sequence[Row[Any]]) -> service_pb.ListAttemptsResponse:
    """The attempts at a run, and at its jobs as they were mirrored, in the order in which they began."""
    every = [common.attempt(each, service="analysis") for each in own]
    for mirrored in row.job_attempts.values():
        every += [retries.attempt(each) for each in mirrored]
    every.sort(key=lambda each: (each.start_time.ToNanoseconds(), each.service))
    return service_pb.ListAttemptsResponse(attempts=every)


def heartbeat(cursor: int) -> service_pb.WatchAnalysisResponse:
    """A sign of life."""
    return service_pb.WatchAnalysisResponse(
        cursor=str(cursor), heartbeat=service_pb.Heartbeat(time=common.timestamp(time.time()))
    )


def timeline(answer: TimelineAnswer) -> service_pb.GetTimelineResponse:
    """A timeline."""
    row = answer.row
    columns = zip(row.starts, row.commits, row.insertions, row.deletions, row.people, strict=True)
    return service_pb.GetTimelineResponse(
        buckets=[
            pb.TimelineBucket(
                start=start.isoformat(), commits=commits, insertions=insertions, deletions=deletions, people=people
            )
            for start, commits, insertions, deletions, people in columns
        ],
        grain=grain(Grain(row.grain)),
        revision=row.revision,
        complete=answer.complete,
        undated_commits=row.undated,
    )


def grain(value: Grain) -> pb.Grain.ValueType:
    """The contract's grain."""
    return pb.Grain.Value(f"GRAIN_{value.value}")


def tree(answer: TreeAnswer) -> service_pb.GetTreeResponse:
    """A page of a tree."""
    return service_pb.GetTreeResponse(
        files=[_tree_file(row) for row in answer.files],
        next_page_token=answer.next_page_token,
        commit=answer.commit.hex(),
        total_files=answer.totals.files,
        total_bytes=answer.totals.bytes,
        total_lines=answer.totals.lines,
        complete=answer.complete,
    )


def _tree_file(row: Row[Any]) -> pb.TreeFile:
    shown, exact = path(row.path)
    message = pb.TreeFile(path=shown, path_bytes=exact, blob=row.blob.hex(), mode=f"{row.mode:06o}")
    if row.bytes is not None:
        message.bytes = row.bytes
    if row.lines is not None:
        message.lines = row.lines
    return message


def path(raw: bytes) -> tuple[str, bytes]:
    """A path to show, and its bytes where showing it took escapes (empty otherwise)."""
    shown = raw.replace(b"\\", b"\\\\").decode("utf-8", "backslashreplace")
    shown = _UNSEEN.sub(lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode()), shown)
    return shown, raw if shown.encode() != raw else b""
