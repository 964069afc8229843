"""One typed exception per reason of `codevoyage.common.v1.ErrorReason`.

Raise them anywhere; `rpc.error_interceptor` puts them on the wire, `work.jobs` writes them into a failed job.
The message is one sentence for the person who meets it: what is wrong, and what to do.
"""

from __future__ import annotations

from typing import ClassVar

import grpc


class CodeVoyageError(Exception):
    """Base of all errors that people may see.

    reason: name of an ErrorReason without its prefix. status: the gRPC code. retryable: whether the same work may
    succeed if it is tried again without anybody changing anything. metadata: as the ErrorReason documents.
    """

    reason: ClassVar[str] = "INTERNAL"
    status: ClassVar[grpc.StatusCode] = grpc.StatusCode.INTERNAL
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, **metadata: str) -> None:
        super().__init__(message)
        self.message = message
        self.metadata: dict[str, str] = metadata


class InvalidField(CodeVoyageError):
    """A field of a request is out of its bounds."""

    reason = "INVALID_FIELD"
    status = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, field: str, bound: str) -> None:
        super().__init__(f"`{field}` must be {bound}.", field=field, bound=bound)


class ResourceNotFound(CodeVoyageError):
    """There is no such resource."""

    reason = "RESOURCE_NOT_FOUND"
    status = grpc.StatusCode.NOT_FOUND

    def __init__(self, resource: str) -> None:
        super().__init__(f"There is no {resource}. List what there is, or check the name.", resource=resource)


class RequestIdReused(CodeVoyageError):
    """The request id belongs to a different request."""

    reason = "REQUEST_ID_REUSED"
    status = grpc.StatusCode.ALREADY_EXISTS

    def __init__(self, request_id: str) -> None:
        super().__init__(
            f"Request id {request_id} was used for another request. Take a new one.", request_id=request_id
        )


class TransitionNotAllowed(CodeVoyageError):
    """The stage model has no such transition."""

    reason = "TRANSITION_NOT_ALLOWED"
    status = grpc.StatusCode.FAILED_PRECONDITION


class ResultNotReady(CodeVoyageError):
    """The result is not there yet."""

    reason = "RESULT_NOT_READY"
    status = grpc.StatusCode.FAILED_PRECONDITION


class CursorExpired(CodeVoyageError):
    """The cursor points before what is kept, or after what there is."""

    reason = "CURSOR_EXPIRED"
    status = grpc.StatusCode.OUT_OF_RANGE


class DatabaseUnavailable(CodeVoyageError):
    """PostgreSQL does not answer."""

    reason = "DATABASE_UNAVAILABLE"
    status = grpc.StatusCode.UNAVAILABLE
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            "The database does not answer. Nothing was lost; try again in a moment, "
            "or see `codevoyage status` and its log."
        )


class ServiceUnavailable(CodeVoyageError):
    """Another service does not answer."""

    reason = "SERVICE_UNAVAILABLE"
    status = grpc.StatusCode.UNAVAILABLE
    retryable = True

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service does not answer. Try again in a moment, or see `codevoyage status`.",
            service=service,
        )


class ServerDraining(CodeVoyageError):
    """The server is going down."""

    reason = "SERVER_DRAINING"
    status = grpc.StatusCode.UNAVAILABLE
    retryable = True

    def __init__(self) -> None:
        super().__init__("The server is restarting. Watch again with the last cursor.")


class QuotaReached(CodeVoyageError):
    """A bound of the configuration was reached. The same work meets the same bound: it is not tried again by itself."""

    reason = "QUOTA_EXCEEDED"
    status = grpc.StatusCode.RESOURCE_EXHAUSTED

    def __init__(self, message: str, *, bound: str, value: float, unit: str) -> None:
        super().__init__(message, bound=bound, value=str(value), unit=unit)


class DatabaseDiskFull(CodeVoyageError):
    """PostgreSQL has no room left."""

    reason = "DISK_FULL"
    status = grpc.StatusCode.RESOURCE_EXHAUSTED
    retryable = True

    def __init__(self) -> None:
        super().__init__("The disk of the database is full. Free some space, then retry.")


class Fenced(CodeVoyageError):
    """The lease was lost to another attempt; nothing was written."""

    reason = "FENCED"
    status = grpc.StatusCode.ABORTED

    def __init__(self, job: str, attempt: int) -> None:
        super().__init__(f"Attempt {attempt} at {job} lost its lease; another one goes on.")


class AttemptsExhausted(CodeVoyageError):
    """Attempt after attempt ended without progress."""

    reason = "ATTEMPTS_EXHAUSTED"
    status = grpc.StatusCode.ABORTED


class Cancelled(CodeVoyageError):
    """Somebody asked the work to stop."""

    reason = "CANCELLED"
    status = grpc.StatusCode.CANCELLED

    def __init__(self, message: str = "Stopped, as asked.") -> None:
        super().__init__(message)


class InternalError(CodeVoyageError):
    """A defect of ours; what happened is in the log under the correlation id."""

    reason = "INTERNAL"
    status = grpc.StatusCode.INTERNAL
    retryable = True

    def __init__(self, correlation_id: str) -> None:
        super().__init__(
            f"Something went wrong on our side. The logs have it under {correlation_id}.", correlation_id=correlation_id
        )


class RemoteFailure(CodeVoyageError):
    """A failure that another service reported, handed on as it is."""

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        retryable: bool,
        metadata: dict[str, str],
        status: grpc.StatusCode = grpc.StatusCode.INTERNAL,
    ) -> None:
        super().__init__(message)
        self.metadata = dict(metadata)
        self.reason = reason  # type: ignore[misc]  # per instance here: it is the other service's
        self.retryable = retryable  # type: ignore[misc]
        self.status = status  # type: ignore[misc]
