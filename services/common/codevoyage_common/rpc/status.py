"""Errors on the wire: google.rpc.Status with ErrorInfo, there and back."""

from __future__ import annotations

from typing import Final

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from codevoyage_common.errors import CodeVoyageError, RemoteFailure, ServiceUnavailable

DOMAIN: Final = "codevoyage"
#: Of a sentence on the wire; HTTP/2 trailers of 8 KiB pass everywhere.
MESSAGE_CHARACTERS: Final = 2000
_CODE_NUMBERS: Final = {code: code.value[0] for code in grpc.StatusCode}
_RETRYABLE: Final = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL}
)


def to_status(error: CodeVoyageError) -> Status:
    """The error as a google.rpc.Status."""
    detail = Any()
    detail.Pack(ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata))
    return Status(
        code=_CODE_NUMBERS[error.status],
        message=error.message[:MESSAGE_CHARACTERS],
        details=[detail],
    )


def from_call(error: grpc.RpcError, *, service: str) -> CodeVoyageError:
    """What a failed call of another service means here.

    service: its name, for the sentence when it does not answer at all.
    """
    if not isinstance(error, grpc.Call | grpc.aio.AioRpcError):
        return ServiceUnavailable(service)  # the channel was closed before there was a call
    code = error.code()
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # AioRpcError has what it needs
    for detail in status.details if status else ():
        info = ErrorInfo()
        if detail.Unpack(info) and info.domain == DOMAIN:
            return RemoteFailure(
                status.message if status else "",
                reason=info.reason,
                retryable=code in _RETRYABLE,
                metadata=dict(info.metadata),
                status=code,
            )
    if code in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}:
        return ServiceUnavailable(service)
    return RemoteFailure(
        f"{service} answered {code.name}: {(error.details() or '')[:MESSAGE_CHARACTERS]}",
        reason="INTERNAL",
        retryable=False,
        metadata={"service": service},
    )
