"""Health of a server over real gRPC, behind the interceptor that every server has."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import pytest
from grpc_health.v1 import health_pb2 as pb
from grpc_health.v1 import health_pb2_grpc as pb_grpc

from codevoyage_common.rpc.error_interceptor import ErrorInterceptor
from codevoyage_common.rpc.health import servicer
from codevoyage_common.rpc.health.servicer import HealthService

SERVING, NOT_SERVING = pb.HealthCheckResponse.SERVING, pb.HealthCheckResponse.NOT_SERVING
UNKNOWN = pb.HealthCheckResponse.SERVICE_UNKNOWN


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[HealthService, pb_grpc.HealthStub]]:
    server, health = grpc.aio.server(interceptors=[ErrorInterceptor()]), HealthService()
    pb_grpc.add_HealthServicer_to_server(health, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    await health.serving(["a.Service"])
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield health, pb_grpc.HealthStub(channel)
    await server.stop(None)


def test_check_and_list_tell_who_serves() -> None:
    async def run() -> None:
        async with serving() as (health, stub):
            assert (await stub.Check(pb.HealthCheckRequest())).status == SERVING
            listed = (await stub.List(pb.HealthListRequest())).statuses
            assert {name: each.status for name, each in listed.items()} == {"": SERVING, "a.Service": SERVING}
            await health.drain()
            assert (await stub.Check(pb.HealthCheckRequest(service="a.Service"))).status == NOT_SERVING
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.Check(pb.HealthCheckRequest(service="another"))
            assert refused.value.code() == grpc.StatusCode.NOT_FOUND

    asyncio.run(run())


def test_a_watch_tells_each_change_once() -> None:
    async def run() -> None:
        async with serving() as (health, stub):
            watch, other = (stub.Watch(pb.HealthCheckRequest(service=name)) for name in ("a.Service", "later"))
            assert [(await each.read()).status for each in (watch, other)] == [SERVING, UNKNOWN]
            await health.serving(["a.Service", "later"])
            assert (await other.read()).status == SERVING
            await health.drain()
            assert [(await each.read()).status for each in (watch, other)] == [NOT_SERVING, NOT_SERVING]
            watch.cancel()
            other.cancel()

    asyncio.run(run())


def test_watches_are_bounded_and_those_that_end_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servicer, "WATCHES", 1)

    async def run() -> None:
        async with serving() as (_, stub):
            first = stub.Watch(pb.HealthCheckRequest())
            await first.read()
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.Watch(pb.HealthCheckRequest()).read()
            assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
            first.cancel()
            for _ in range(100):
                try:
                    assert (await stub.Watch(pb.HealthCheckRequest()).read()).status == SERVING
                    return
                except grpc.aio.AioRpcError:
                    await asyncio.sleep(0.05)
            raise AssertionError("no room was made")

    asyncio.run(run())
