"""One gateway for all tests of the session; each part is a process or server of its own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from codevoyage_gateway.address import Address
from codevoyage_gateway.settings import GatewaySettings
from tests.integration.gateway.parts import Gateway, Upstream, loopback, running, running_envoy, running_grpc


@pytest.fixture(scope="session")
def page_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>CodeVoyage</title>")
    (folder / "assets" / "index-Bq3x_0Zd.js").write_text("export {}")
    return folder


@pytest.fixture(scope="session")
def page_address(page_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    address = loopback()
    with running(
        [sys.executable, "-m", "codevoyage_gateway", "page"],
        url=f"http://{address}/healthz",
        log=tmp_path_factory.mktemp("page-log") / "page.log",
        CODEVOYAGE_LISTEN=str(address),
        CODEVOYAGE_PAGE_DIR=str(page_dir),
    ):
        yield address


@pytest.fixture(scope="session")
def upstream() -> Iterator[Upstream]:
    upstream = Upstream(loopback())
    with running_grpc(upstream):
        yield upstream


@pytest.fixture(scope="session")
def settings(upstream: Upstream, page_address: Address) -> GatewaySettings:
    """Of a whole gateway, on ports of its own. Nothing listens where insights should be."""
    return GatewaySettings(
        listen=loopback(),
        admin=loopback(),
        analysis=upstream.address,
        ingest=upstream.address,
        insights=loopback(),
        page=page_address,
        allowed_hosts=("voyage.example.org",),
        allowed_origins=("https://voyage.example.org",),
    )


@pytest.fixture(scope="session")
def gateway(settings: GatewaySettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with running_envoy(settings, tmp_path_factory.mktemp("gateway")) as log:
        yield Gateway(settings, log)


@pytest.fixture
def another(settings: GatewaySettings) -> GatewaySettings:
    """Settings of a second gateway, to be changed by the test."""
    return replace(settings, listen=loopback(), admin=loopback())
