"""Who calls: the tenant whose rows a call may see. One default tenant until tokens are checked at the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import grpc

from codevoyage_common.names import DEFAULT_TENANT


@dataclass(frozen=True)
class Principal:
    """The caller, as the gateway knows it."""

    tenant: str = DEFAULT_TENANT


_EVERYBODY: Final = Principal()
_principal: ContextVar[Principal] = ContextVar("codevoyage_principal", default=_EVERYBODY)


def current_principal() -> Principal:
    """The principal of the call that is being answered."""
    return _principal.get()


class PrincipalInterceptor(grpc.aio.ServerInterceptor):
    """Sets the principal of every call. Everybody is the default tenant for now."""

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any] | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        _principal.set(_EVERYBODY)
        return await continuation(handler_call_details)
