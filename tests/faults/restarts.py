"""Restarting a part while two hundred watches are open through the gateway: rows 48 and 49 differ in the part."""

from __future__ import annotations

import asyncio
import signal
import time

import grpc

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1.analysis_service_pb2_grpc import AnalysisServiceStub
from codevoyage_common.rpc.channel import OPTIONS
from tests.faults.client import Client, id_of
from tests.faults.conftest import Another
from tests.faults.recovery import Recoveries
from tests.faults.stack import Stack
from tests.faults.watchers import Watchers

WATCHES = 200
#: Had by each before the fault: the run is being read.
EVENTS = 8


async def assert_watches_survive(
    part: str,
    number: signal.Signals,
    *,
    row: int,
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    another: Another,
    recoveries: Recoveries,
) -> None:
    """Ends a part while a run is watched: every client has had every event once, and the run finds the same."""
    # The reading waits until all watches are open, however long that takes on this machine.
    with stack.paused("ingest-worker"):
        name = client.create(another()).name
        watchers = Watchers(name, count=WATCHES)
        channel = grpc.aio.insecure_channel(stack.target, options=OPTIONS)
        watchers.start(AnalysisServiceStub(channel))
        await watchers.all_opened(times=1)
    async with channel:
        await watchers.all_had(events=EVENTS)
        began = time.monotonic()
        killed = stack.kill(part, number)
        resumed = await watchers.all_opened(times=2)
        how = "killed" if number is signal.SIGKILL else "told to end"
        recoveries.note(row, f"{part} {how}, to each of {WATCHES} watches resumed", *(at - began for at in resumed))
        assert stack.renewed(part, killed)
        await watchers.all_ended()
    run = await asyncio.to_thread(client.succeeded, name)
    assert run.result_hash == undisturbed.result_hash
    ((newest,),) = stack.sql("analysis", "SELECT sequence FROM analysis.analyses WHERE id = %s", id_of(name))
    assert isinstance(newest, int)
    for watcher in watchers.all:
        assert watcher.sequences == list(range(1, newest + 1))
