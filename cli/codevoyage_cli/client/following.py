"""A run from the request to its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import grpc

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.session import CALL_SECONDS, CallFailed, Session, translated
from codevoyage_cli.client.watching import watch
from codevoyage_cli.client.words import FINAL

#: Times that a request is sent: its id makes it safe to repeat, and a stack that restarts is back after seconds.
_TRIES: Final = 5
_PAUSE: Final = 1.0
#: Seconds for a cancelled run to end: git's group is killed within 5, and the clone removed.
_CANCEL_SECONDS: Final = 30.0
_CANCEL_PAUSE: Final = 0.1
Show = Callable[[pb.WatchAnalysisResponse], None]


def create(session: Session, request: pb.CreateAnalysisRequest) -> analysis_pb2.Analysis:
    """Asks for a run; `request_id` must be set. Raises CallFailed."""
    for attempt in range(1, _TRIES + 1):
        try:
            with translated():
                return session.analyses.CreateAnalysis(request, timeout=CALL_SECONDS).analysis
        except CallFailed as error:
            if error.code is not grpc.StatusCode.UNAVAILABLE or attempt == _TRIES:
                raise
        time.sleep(_PAUSE)
    raise AssertionError  # the loop returns or raises


def follow(session: Session, name: str, *, show: Show) -> analysis_pb2.Analysis:
    """Watches to the end, and answers with the run as it then is. Raises CallFailed."""
    for message in watch(session, name):
        show(message)
    return get(session, name)


def get(session: Session, name: str) -> analysis_pb2.Analysis:
    """The run as it is. Raises CallFailed."""
    with translated():
        return session.analyses.GetAnalysis(pb.GetAnalysisRequest(name=name), timeout=CALL_SECONDS).analysis


def cancel_and_wait(session: Session, name: str) -> analysis_pb2.Analysis:
    """Asks the run to stop and waits, bounded, for its end; one that has ended already stays as it is.

    Raises CallFailed.
    """
    try:
        with translated():
            session.analyses.CancelAnalysis(pb.CancelAnalysisRequest(name=name), timeout=CALL_SECONDS)
    except CallFailed as error:
        if error.reason != "TRANSITION_NOT_ALLOWED":
            raise
    until = time.monotonic() + _CANCEL_SECONDS
    while True:
        analysis = get(session, name)
        if analysis.state in FINAL or time.monotonic() > until:
            return analysis
        time.sleep(_CANCEL_PAUSE)
