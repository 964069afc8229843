"""How a gRPC server of ours starts, says that it is well, and drains."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import grpc
from grpc_health.v1 import health_pb2_grpc
from opentelemetry.instrumentation.grpc import aio_server_interceptor, filters

from codevoyage_common.observe.traces import flush_traces
from codevoyage_common.rpc.channel import OPTIONS
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.error_interceptor import ErrorInterceptor
from codevoyage_common.rpc.health.servicer import HealthService
from codevoyage_common.rpc.principal import PrincipalInterceptor

_log = logging.getLogger(__name__)
#: Seconds for calls in flight when the server goes down. Streams end at once, unary calls take milliseconds.
GRACE_SECONDS: Final = 5.0
#: Seconds after which a server that still drains says on standard error where it hangs, and ends at once: nothing is
#: lost by it, as all that lasts is in PostgreSQL, and Kubernetes would kill it without a word after 30.
HANGING_SECONDS: Final = 4 * GRACE_SECONDS
Register = Callable[[grpc.aio.Server, Drain], Awaitable[None]]
Background = Callable[[], Awaitable[None]]


async def serve(*, listen: str, services: Sequence[str], register: Register, background: Sequence[Background]) -> None:
    """Runs a server until SIGTERM or SIGINT, then drains it.

    services: full names, for the health service. register: adds the servicers. background: runs beside them
    (the outbox relay, the listener for wake-ups) and is cancelled at the end; one that ends early ends the server.
    """
    drain = Drain()
    server = grpc.aio.server(
        interceptors=[
            # The gateway asks for health every few seconds: no news in a trace.
            aio_server_interceptor(filter_=filters.negate(filters.health_check())),  # type: ignore[no-untyped-call]
            ErrorInterceptor(),
            PrincipalInterceptor(),
        ],
        options=[
            *OPTIONS,
            ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
            ("grpc.so_reuseport", 0),  # two servers on one port is a mistake, not a cluster
        ],
    )
    health = HealthService()
    health_pb2_grpc.add_HealthServicer_to_server(health, server)
    await register(server, drain)
    server.add_insecure_port(listen)
    await server.start()
    await health.serving(services)
    _log.info("listening on %s", listen)

    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    tasks = [asyncio.ensure_future(run()) for run in background]
    waiting = asyncio.ensure_future(stopping.wait())
    await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)

    _log.info("draining")
    faulthandler.dump_traceback_later(HANGING_SECONDS, exit=True)
    await health.drain()
    drain.begin()
    await server.stop(GRACE_SECONDS)
    waiting.cancel()
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    flush_traces()
    for result in results:
        if isinstance(result, Exception):
            raise result
