"""Errors that only analysis raises."""

from __future__ import annotations

import grpc

from codevoyage_common.errors import CodeVoyageError, QuotaReached, RemoteFailure
from codevoyage_common.lifecycle import Stage


class CommitNotOnMainline(CodeVoyageError):
    """The commit is known, but no state of the mainline is its tree."""

    reason = "COMMIT_NOT_ON_MAINLINE"
    status = grpc.StatusCode.FAILED_PRECONDITION

    def __init__(self, *, commit: str, brought_in_by: str) -> None:
        super().__init__(
            f"Commit {commit} is not on the mainline. Ask for {brought_in_by}, the commit that brought it in.",
            commit=commit,
            brought_in_by=brought_in_by,
        )


class FactsBroken(CodeVoyageError):
    """Facts do not fit together: rows are missing or came twice. Reading them again may help."""

    reason = "INTERNAL"
    status = grpc.StatusCode.INTERNAL
    retryable = True


class ReadingFailed(RemoteFailure):
    """Ingest gave up. It has made its own attempts: another one of ours would meet the same end."""


class StillGoing(CodeVoyageError):
    """What is to be removed is still at work, or a service does not remove it yet. It is tried again."""

    reason = "TRANSITION_NOT_ALLOWED"
    status = grpc.StatusCode.FAILED_PRECONDITION
    retryable = True


def took_too_long(stage: Stage, seconds: float) -> QuotaReached:
    """The error of a stage that reached its bound of wall time."""
    return QuotaReached(
        f"{stage.value.capitalize()} took longer than {seconds:g} s, its bound here. "
        f"Retry to go on, or have CODEVOYAGE_COMPUTE_SECONDS raised.",
        bound="compute_seconds",
        value=seconds,
        unit="seconds",
    )
