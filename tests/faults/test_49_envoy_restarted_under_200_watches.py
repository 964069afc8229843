"""Row 49: Envoy ends while 200 watches are open: told to, and killed."""

from __future__ import annotations

import signal

import pytest

from codevoyage.analysis.v1 import analysis_pb2
from tests.faults.client import Client
from tests.faults.conftest import Another
from tests.faults.recovery import Recoveries
from tests.faults.restarts import assert_watches_survive
from tests.faults.stack import Stack

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGTERM, id="told-to-end"), pytest.param(signal.SIGKILL, id="killed")]
)
async def test_no_event_is_lost_or_repeated_when_envoy_restarts(
    stack: Stack,
    client: Client,
    undisturbed: analysis_pb2.Analysis,
    another: Another,
    recoveries: Recoveries,
    number: signal.Signals,
) -> None:
    await assert_watches_survive(
        "envoy",
        number,
        row=49,
        stack=stack,
        client=client,
        undisturbed=undisturbed,
        another=another,
        recoveries=recoveries,
    )
