"""What `--json` prints: plain objects whose fields are promised to scripts."""

from __future__ import annotations

from collections.abc import Sequence

from codevoyage.analysis.v1 import analysis_pb2, analysis_service_pb2
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import verification_service_pb2
from codevoyage_cli.client.words import fact_word, iso_time, outcome_word, stage_word, state_word

Fields = dict[str, object]


def analysis_fields(analysis: analysis_pb2.Analysis) -> Fields:
    """`analyze --json`: exactly these. Seconds are None where they are not known."""
    figures = analysis.figures
    ingest = analysis.ingest_elapsed.ToTimedelta().total_seconds() if analysis.HasField("ingest_elapsed") else None
    return {
        "analysis": analysis.name,
        "repository": analysis.repository,
        "state": state_word(analysis.state),
        "head": figures.head,
        "commits": figures.commits,
        "changes": figures.changes,
        "insertions": figures.insertions,
        "deletions": figures.deletions,
        "files": figures.files,
        "bytes": figures.bytes,
        "lines": figures.lines,
        "people": figures.people,
        "truncated": figures.truncated,
        "shallow": figures.shallow,
        "odd_dates": figures.odd_dates,
        "result_hash": analysis.result_hash,
        "seconds": run_seconds(analysis),
        "ingest_seconds": ingest,
        "stages": {stage_word(run.stage): run.elapsed.ToTimedelta().total_seconds() for run in analysis.stages},
    }


def verification_fields(verification: verification_service_pb2.Verification) -> Fields:
    """`verify --json`: exactly these. Kinds without facts are left out of `compared` and `differing`."""
    comparisons = verification.comparisons
    elapsed = verification.elapsed.ToTimedelta().total_seconds() if verification.HasField("elapsed") else None
    return {
        "verification": verification.name,
        "source": verification.source,
        "state": state_word(verification.state),
        "head": verification.head.hex(),
        "trees": verification.trees,
        "seed": verification.seed,
        "differences": sum(each.differing for each in comparisons),
        "compared": {fact_word(each.kind): each.compared for each in comparisons},
        "differing": {fact_word(each.kind): each.differing for each in comparisons if each.differing},
        "first_differences": [
            {"kind": fact_word(each.kind), "sentence": each.sentence} for each in verification.differences
        ],
        "seconds": elapsed,
    }


def run_seconds(analysis: analysis_pb2.Analysis) -> float | None:
    """From the moment it was asked for to its end; None while it goes on."""
    if not analysis.HasField("end_time"):
        return None
    took = analysis.end_time.ToDatetime() - analysis.create_time.ToDatetime()
    return took.total_seconds()


def run_fields(analysis: analysis_pb2.Analysis) -> Fields:
    """A line of `runs --json`: as `analyze --json`, with where it came from and when."""
    failure = _failure_fields(analysis.failure) if analysis.HasField("failure") else None
    return {
        **analysis_fields(analysis),
        "source": analysis.source,
        "stage": stage_word(analysis.stage),
        "create_time": iso_time(analysis.create_time),
        "failure": failure,
    }


def shown_fields(run: analysis_pb2.Analysis, attempts: Sequence[lifecycle_pb2.Attempt], *, logs: str) -> Fields:
    """`show --json`. logs: the folder."""
    return {
        **run_fields(run),
        "retries": run.retries,
        "submissions": run.submissions,
        "correlation_id": run.correlation_id,
        "retry": _retry_fields(run.retry) if run.HasField("retry") else None,
        "attempts": [attempt_fields(attempt) for attempt in attempts],
        "logs": logs,
    }


def attempt_fields(attempt: lifecycle_pb2.Attempt) -> Fields:
    """One attempt of `show --json`."""
    return {
        "service": attempt.service,
        "number": attempt.number,
        "stage": stage_word(attempt.stage) if attempt.stage else None,
        "outcome": outcome_word(attempt.outcome),
        "start_time": iso_time(attempt.start_time),
        "seconds": seconds_between(attempt),
        "checkpoint": attempt.checkpoint,
        "worker": attempt.worker,
        "trace_id": attempt.trace_id or None,
        "failure": _failure_fields(attempt.failure) if attempt.HasField("failure") else None,
    }


def seconds_between(attempt: lifecycle_pb2.Attempt) -> float | None:
    """How long an attempt took; None while it goes on."""
    if not attempt.HasField("end_time"):
        return None
    return (attempt.end_time.ToDatetime() - attempt.start_time.ToDatetime()).total_seconds()


def message_fields(message: analysis_service_pb2.WatchAnalysisResponse) -> Fields:
    """A line of `watch --json`: the snapshot at its beginning, then events."""
    if message.HasField("snapshot"):
        return {"cursor": message.cursor, "kind": "snapshot", **run_fields(message.snapshot)}
    event = message.event
    progress = event.progress
    remaining = progress.remaining.ToTimedelta().total_seconds() if progress.HasField("remaining") else None
    return {
        "cursor": message.cursor,
        "kind": "event",
        "sequence": event.sequence,
        "time": iso_time(event.time),
        "state": state_word(event.state),
        "stage": stage_word(event.stage),
        "done": progress.done,
        "total": progress.total,
        "unit": progress.unit,
        "rate": progress.rate,
        "remaining_seconds": remaining,
        "commits": event.figures.commits,
        "changes": event.figures.changes,
        "result_revision": event.result_revision,
        "failure": _failure_fields(event.failure) if event.HasField("failure") else None,
        "retry": _retry_fields(event.retry) if event.HasField("retry") else None,
    }


def _failure_fields(failure: lifecycle_pb2.Failure) -> Fields:
    return {
        "stage": stage_word(failure.stage),
        "reason": failure.reason,
        "message": failure.message,
        "retryable": failure.retryable,
        "attempt": failure.attempt,
        "checkpoint": failure.checkpoint,
        "correlation_id": failure.correlation_id,
    }


def _retry_fields(retry: lifecycle_pb2.Retry) -> Fields:
    return {
        "failure": _failure_fields(retry.failure),
        "next_time": iso_time(retry.next_time) if retry.HasField("next_time") else None,
        "fruitless": retry.fruitless,
        "fruitless_limit": retry.fruitless_limit,
    }
