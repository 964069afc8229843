"""One watch that survives broken connections: it goes on where it stood, misses nothing and repeats nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import grpc
from grpc_status import rpc_status

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.aside import read_aside
from codevoyage_cli.client.session import Session, call_failed

#: Seconds without any message after which it is given up: a stack that restarts is back long before.
PATIENCE_SECONDS: Final = 60.0
#: Seconds before the second try, doubled each time up to the last one.
_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0
_MEND: Final = frozenset({grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})
#: How a stream ends whose server was killed behind the gateway: reset, with nothing to say why.
_RESET: Final = frozenset({grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN})


def watch(
    session: Session, name: str, *, cursor: str = "", check: Callable[[], None] = lambda: None
) -> Iterator[pb.WatchAnalysisResponse]:
    """The snapshot, then events and heartbeats until the run has ended.

    cursor: after which event to begin; empty: now; `0`: with every event that is kept. A stream that breaks with
    UNAVAILABLE, or without a word, is resumed. check: called a few times a second; may raise what ends the watch.
    Raises CallFailed when the stream stays broken, or for any other error.
    """
    pause = _FIRST_PAUSE
    last_word = time.monotonic()
    first = True
    while True:
        request = pb.WatchAnalysisRequest(name=name, cursor=cursor)
        try:
            for message in read_aside(partial(session.analyses.WatchAnalysis, request), check=check):
                cursor, pause, last_word = message.cursor, _FIRST_PAUSE, time.monotonic()
                if first or not message.HasField("snapshot"):
                    yield message
                first = False
            return
        except grpc.RpcError as error:
            failed = call_failed(error)
            if not _was_cut(error, failed.code) or time.monotonic() - last_word > PATIENCE_SECONDS:
                raise failed from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _was_cut(error: grpc.RpcError, code: grpc.StatusCode) -> bool:
    # Our servers say with each error which one it is; who was killed says nothing.
    told = isinstance(error, grpc.Call) and rpc_status.from_call(error) is not None
    return code in _MEND or (code in _RESET and not told)
