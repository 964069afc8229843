"""The correlation id on the wire: work that one request caused in three services is found under one id."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import grpc

from codevoyage_common.observe.logs import current_correlation_id

KEY: Final = "codevoyage-correlation-id"
_ID: Final = re.compile("[0-9a-f]{32}")


def asked_id(metadata: Sequence[tuple[str, str | bytes]]) -> str:
    """The id that a caller sent; empty when it sent none, or something else."""
    for key, value in metadata:
        if key == KEY and isinstance(value, str) and _ID.fullmatch(value):
            return value
    return ""


class _Details(NamedTuple):
    """A call's details with other metadata."""

    method: str
    timeout: float | None
    metadata: Sequence[tuple[str, str | bytes]] | None
    credentials: grpc.CallCredentials | None
    wait_for_ready: bool | None
    compression: grpc.Compression | None


class CorrelatedCalls(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Sends the current id with every call of a worker."""

    def intercept_unary_unary(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        return continuation(_with_id(details), request)

    def intercept_unary_stream(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        return continuation(_with_id(details), request)


def _with_id(details: Any) -> Any:
    current = current_correlation_id()
    if not current:
        return details
    return _Details(
        details.method,
        details.timeout,
        [*(details.metadata or ()), (KEY, current)],
        details.credentials,
        details.wait_for_ready,
        details.compression,
    )
