"""Asking for a run, and taking the request back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.following import get
from codevoyage_cli.client.repeating import repeated
from codevoyage_cli.client.session import CALL_SECONDS, Session
from codevoyage_cli.client.words import FINAL

#: Seconds for a run that nobody wants any more to end: git's group is killed within 5, and the clone removed.
_STOP_SECONDS: Final = 30.0
_STOP_PAUSE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A request for a run. shared: the run was going already."""

    analysis: analysis_pb2.Analysis
    request_id: str
    shared: bool


def create(session: Session, request: pb.CreateAnalysisRequest) -> Submission:
    """Asks for a run; `request_id` must be set. Raises CallFailed."""
    answer = repeated(lambda: session.analyses.CreateAnalysis(request, timeout=CALL_SECONDS))
    return Submission(analysis=answer.analysis, request_id=answer.request_id, shared=answer.shared)


def retry(session: Session, request: pb.RetryAnalysisRequest) -> Submission:
    """Has a run taken up again; `request_id` must be set. Raises CallFailed."""
    answer = repeated(lambda: session.analyses.RetryAnalysis(request, timeout=CALL_SECONDS))
    return Submission(analysis=answer.analysis, request_id=answer.request_id, shared=answer.analysis.submissions > 1)


def withdraw_and_wait(session: Session, submission: Submission) -> analysis_pb2.Analysis:
    """Takes the request back and waits, bounded, for the run's end, unless it goes on for others.

    Raises CallFailed.
    """
    name = submission.analysis.name
    request = pb.WithdrawAnalysisRequest(name=name, request_id=submission.request_id)
    analysis = repeated(lambda: session.analyses.WithdrawAnalysis(request, timeout=CALL_SECONDS)).analysis
    until = time.monotonic() + _STOP_SECONDS
    while analysis.state not in FINAL and not analysis.submissions and time.monotonic() < until:
        time.sleep(_STOP_PAUSE)
        analysis = get(session, name)
    return analysis
