"""The page's process: how it ends."""

from __future__ import annotations

import http.client
import signal
import sys
from pathlib import Path

import pytest

from tests.integration.gateway.parts import START_SECONDS, loopback, running

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order_even_with_a_connection_open(
    page_dir: Path, tmp_path: Path, number: signal.Signals
) -> None:
    address = loopback()
    with running(
        [sys.executable, "-m", "codevoyage_gateway", "page"],
        url=f"http://{address}/healthz",
        log=tmp_path / "page.log",
        CODEVOYAGE_LISTEN=str(address),
        CODEVOYAGE_PAGE_DIR=str(page_dir),
    ) as child:
        connection = http.client.HTTPConnection(address.host, address.port, timeout=30)
        connection.request("GET", "/")
        connection.getresponse().read()
        child.send_signal(number)
        assert child.wait(START_SECONDS) == 0
        connection.close()
