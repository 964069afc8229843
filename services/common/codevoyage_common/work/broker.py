"""The broker: Redis, through Dramatiq."""

from __future__ import annotations

from typing import Final

from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import Callbacks, Middleware, ShutdownNotifications

from codevoyage_common.work.trace_middleware import TraceMiddleware

#: One in so many commands runs maintenance, which is what gives a killed worker's messages back; a million in a
#: million. With the default (a thousand in a million) that took 545 s at the median; so it takes under 3 s.
MAINTENANCE_CHANCE: Final = 1_000_000
#: Milliseconds without a heartbeat after which a worker counts as dead.
HEARTBEAT_MS: Final = 2_000


def redis_broker(url: str, *, namespace: str) -> RedisBroker:
    """A broker whose keys begin with `namespace`, the service's name.

    No Retries and no AgeLimit: attempts are counted in PostgreSQL, where they cannot be lost.
    """
    middleware: list[Middleware] = [ShutdownNotifications(), Callbacks(), TraceMiddleware()]
    return RedisBroker(  # type: ignore[no-untyped-call]
        url=url,
        middleware=middleware,
        namespace=f"codevoyage:{namespace}",
        maintenance_chance=MAINTENANCE_CHANCE,
        heartbeat_timeout=HEARTBEAT_MS,
        socket_timeout=5,
        socket_connect_timeout=5,
    )
