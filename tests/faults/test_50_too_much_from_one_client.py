"""Row 50: a message over the limit, and a thousand streams from one client: refused, while others are served."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage_common.rpc.channel import MESSAGE_BYTES
from tests.faults.client import Client
from tests.faults.conftest import Another
from tests.faults.forwarder import forwarded
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.waiting import SOON_SECONDS

pytestmark = pytest.mark.integration
STREAMS = 1_000
#: Connections of the one client: the gateway lets 512 streams into each.
CONNECTIONS = 4
#: Watches of one client, as settings have it.
WATCHES_PER_CLIENT = 256
#: Addresses of the loopback that another client may come from.
ELSEWHERE = "127.0.0.2"


def test_a_message_over_the_limit_is_refused(stack: Stack, client: Client, another_small: Another) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        client.create(Path("/" + "a" * MESSAGE_BYTES))
    assert isinstance(refused.value, grpc.Call)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    client.succeeded(client.create(another_small()).name)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the loopback has one address")
async def test_a_thousand_streams_of_one_client_leave_room_for_others(
    stack: Stack, client: Client, another: Another, another_small: Another, recoveries: Recoveries
) -> None:
    async with AsyncExitStack() as stays:
        # A run that goes on for as long as this test: its watches stay open.
        stays.enter_context(stack.paused("ingest-worker"))
        name = client.create(another()).name
        channels = [await stays.enter_async_context(_channel(stack.target)) for _ in range(CONNECTIONS)]
        watches = [Watch(channels[number % CONNECTIONS], name) for number in range(STREAMS)]
        with recoveries.measured(50, f"{STREAMS} watches of one client, to each served or refused"):
            counted = Counter(await asyncio.gather(*(watch.begin() for watch in watches)))
        assert counted == {
            grpc.StatusCode.OK: WATCHES_PER_CLIENT,
            grpc.StatusCode.RESOURCE_EXHAUSTED: STREAMS - WATCHES_PER_CLIENT,
        }

        # Somebody else is served meanwhile, with calls and a watch of their own.
        address = await stays.enter_async_context(forwarded(stack.target, source=ELSEWHERE))
        elsewhere = await stays.enter_async_context(_channel(address, authority=stack.target))
        with recoveries.measured(50, "a watch of another client meanwhile, to its first message"):
            assert await Watch(elsewhere, name).begin() is grpc.StatusCode.OK
        await AnalysisServiceStub(elsewhere).GetAnalysis(pb.GetAnalysisRequest(name=name), timeout=SOON_SECONDS)

        # The one client has its calls, too, and watches again when it has closed some.
        await AnalysisServiceStub(channels[0]).GetAnalysis(pb.GetAnalysisRequest(name=name), timeout=SOON_SECONDS)
        for watch in watches:
            watch.end()
        async with asyncio.timeout(SOON_SECONDS):
            while await Watch(channels[0], name).begin() is not grpc.StatusCode.OK:  # noqa: ASYNC110  another process is asked
                await asyncio.sleep(0.1)
    await asyncio.to_thread(client.cancel, name)
    await asyncio.to_thread(client.ended, name)


class Watch:
    """One watch."""

    def __init__(self, channel: grpc.aio.Channel, name: str) -> None:
        self._call = AnalysisServiceStub(channel).WatchAnalysis(pb.WatchAnalysisRequest(name=name))

    async def begin(self) -> grpc.StatusCode:
        """OK as soon as a message has come; otherwise why there is none."""
        try:
            async with asyncio.timeout(SOON_SECONDS):
                await self._call.read()
        except grpc.aio.AioRpcError as error:
            return error.code()
        return grpc.StatusCode.OK

    def end(self) -> None:
        self._call.cancel()


def _channel(target: str, *, authority: str | None = None) -> grpc.aio.Channel:
    """A connection of its own. authority: the `Host` that is asked for, where it is another than the target."""
    options: list[tuple[str, str | int]] = [("grpc.use_local_subchannel_pool", 1)]
    if authority is not None:
        options.append(("grpc.default_authority", authority))
    return grpc.aio.insecure_channel(target, options=options)
