"""The standard health service (grpc.health.v1) of a server.

The library's own servicer for asyncio has no List, and its Watch writes to the context instead of giving messages,
which no interceptor can stand around.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final

import grpc
from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1 import health_pb2_grpc as pb_grpc

from codevoyage_common.errors import QuotaReached

Context = grpc.aio.ServicerContext[Any, Any]
#: Watches at a time: those of gateways and probes are a handful.
WATCHES: Final = 100
#: Most services that List tells, as its contract has it.
_LISTED: Final = 100


class HealthService(pb_grpc.HealthServicer):
    """Names and whether they serve; on one event loop."""

    def __init__(self) -> None:
        self._statuses: dict[str, int] = {}
        self._changed = asyncio.Condition()
        self._watches = 0

    async def serving(self, services: Iterable[str]) -> None:
        """The server as a whole serves, and these."""
        await self._set(dict.fromkeys(["", *services], pb.HealthCheckResponse.SERVING))

    async def drain(self) -> None:
        """Nothing serves any more."""
        await self._set(dict.fromkeys(self._statuses, pb.HealthCheckResponse.NOT_SERVING))

    async def Check(self, request: pb.HealthCheckRequest, context: Context) -> pb.HealthCheckResponse:
        if request.service not in self._statuses:
            await context.abort(grpc.StatusCode.NOT_FOUND, "There is no such service here.")
        return pb.HealthCheckResponse(status=self._statuses[request.service])

    async def List(self, request: Any, context: Context) -> Any:  # the stub package lacks its messages
        told = list(self._statuses.items())[:_LISTED]
        answers = {service: pb.HealthCheckResponse(status=status) for service, status in told}
        return pb.HealthListResponse(statuses=answers)  # type: ignore[attr-defined]

    async def Watch(self, request: pb.HealthCheckRequest, context: Context) -> AsyncIterator[pb.HealthCheckResponse]:
        if self._watches >= WATCHES:
            raise QuotaReached(
                f"{WATCHES} watches of health are open, as many as there may be. Close some.",
                bound="health_watches",
                value=WATCHES,
                unit="streams",
            )
        self._watches += 1
        try:
            last: int | None = None
            while True:
                status = self._status(request.service)
                if status != last:
                    yield pb.HealthCheckResponse(status=status)
                last = status
                async with self._changed:
                    while self._status(request.service) == last:
                        await self._changed.wait()
        finally:
            self._watches -= 1

    def _status(self, service: str) -> int:
        return self._statuses.get(service, pb.HealthCheckResponse.SERVICE_UNKNOWN)

    async def _set(self, statuses: dict[str, int]) -> None:
        async with self._changed:
            self._statuses.update(statuses)
            self._changed.notify_all()
