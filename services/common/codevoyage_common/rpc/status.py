"""Errors on the wire: google.rpc.Status with ErrorInfo, there and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc.error_details_pb2 import ErrorInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from codevoyage_common.errors import CodeVoyageError, RemoteFailure, ServiceUnavailable

DOMAIN: Final = "codevoyage"
#: Of a sentence, percent-encoded as HTTP/2 carries it, and of all values beside it. The sentence goes twice, once in
#: base64 with the values: 7.5 KiB in all. Trailers of 8 KiB pass everywhere; a client that is handed 16 KiB hangs up,
#: and nobody learns what was wrong.
MESSAGE_BYTES: Final = 2_000
METADATA_BYTES: Final = 2_000
_CUT: Final = "…"
_CODE_NUMBERS: Final = {code: code.value[0] for code in grpc.StatusCode}
_RETRYABLE: Final = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL}
)


def to_status(error: CodeVoyageError) -> Status:
    """The error as a google.rpc.Status."""
    detail = Any()
    share = METADATA_BYTES // max(1, len(error.metadata))
    metadata = {
        key: _cut(value, share, lambda character: len(character.encode())) for key, value in error.metadata.items()
    }
    detail.Pack(ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=metadata))
    return Status(
        code=_CODE_NUMBERS[error.status],
        message=_cut(error.message, MESSAGE_BYTES, _percent_encoded),
        details=[detail],
    )


def _cut(text: str, size: int, cost: Callable[[str], int]) -> str:
    """As much of its beginning as takes at most so many bytes, with a sign where something is left out."""
    spent = 0
    for at, character in enumerate(text):
        spent += cost(character)
        if spent > size:
            return text[:at] + _CUT
    return text


def _percent_encoded(character: str) -> int:
    """Bytes: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, "Percent-Byte"."""
    return 1 if " " <= character <= "~" and character != "%" else 3 * len(character.encode())


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
        f"{service} answered {code.name}: {error.details() or ''}",
        reason="INTERNAL",
        retryable=False,
        metadata={"service": service},
    )
