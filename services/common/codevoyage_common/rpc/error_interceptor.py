"""The one place where exceptions become gRPC statuses."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import grpc
import psycopg
from grpc_status import rpc_status
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import CodeVoyageError, DatabaseDiskFull, DatabaseUnavailable, InternalError
from codevoyage_common.observe.logs import correlated, current_correlation_id
from codevoyage_common.observe.traces import new_correlation_id
from codevoyage_common.rpc.correlation import asked_id
from codevoyage_common.rpc.status import to_status
from codevoyage_common.work.memory import memory_exhausted

_log = logging.getLogger(__name__)
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"


def typed(error: Exception) -> CodeVoyageError:
    """The typed error for any exception; a defect of ours is logged with its traceback."""
    if isinstance(error, CodeVoyageError):
        return error
    if isinstance(error, MemoryError):
        return memory_exhausted()
    if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.errors.DiskFull):
        return DatabaseDiskFull()
    if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
        return DatabaseUnavailable()
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return DatabaseUnavailable()
    _log.error("unexpected error", exc_info=error)
    return InternalError(current_correlation_id())


class ErrorInterceptor(grpc.aio.ServerInterceptor):
    """Gives every call a correlation id, and every exception its status."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        handler = await continuation(handler_call_details)
        if handler is None:
            return handler  # unknown method: grpc answers UNIMPLEMENTED itself
        if handler.unary_unary is not None:
            return grpc.unary_unary_rpc_method_handler(
                _unary(handler.unary_unary), handler.request_deserializer, handler.response_serializer
            )
        if handler.unary_stream is not None:
            return grpc.unary_stream_rpc_method_handler(
                _stream(handler.unary_stream), handler.request_deserializer, handler.response_serializer
            )
        return handler  # reflection streams both ways and raises nothing of ours


def _unary(call: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    async def answer(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:
        with correlated(_id(context)):
            try:
                return await call(request, context)
            except (grpc.aio.AbortError, grpc.aio.UsageError):
                raise
            except Exception as error:  # noqa: BLE001  the last line of defence
                await context.abort_with_status(rpc_status.to_status(to_status(typed(error))))

    return answer


def _stream(call: Callable[..., Any]) -> Callable[..., AsyncIterator[Any]]:
    async def answer(request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> AsyncIterator[Any]:
        # No `with correlated(...)` around the yields: a context token must be reset in the context that set it,
        # and a generator that is closed from outside is finished in another one.
        try:
            async for message in call(request, context):
                yield message
        except (grpc.aio.AbortError, grpc.aio.UsageError):
            raise
        except Exception as error:  # noqa: BLE001
            with correlated(_id(context)):
                status = to_status(typed(error))
            await context.abort_with_status(rpc_status.to_status(status))

    return answer


def _id(context: grpc.aio.ServicerContext[Any, Any]) -> str:
    return asked_id(tuple(context.invocation_metadata() or ())) or new_correlation_id()
