"""A real Envoy before real upstreams: a grpc.aio server with health and reflection, and the page's own process."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from codevoyage_gateway.address import Address
from codevoyage_gateway.render import render
from codevoyage_gateway.settings import GatewaySettings

#: Seconds; the parts start within one. Longer is broken.
START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Upstream:
    """What the server behind the gateway saw: methods, and the metadata of each call."""

    address: Address
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]


class AnswersAnything(grpc.GenericRpcHandler):
    """Every method of every service of ours answers with an empty message: what arrives here was let through."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler[bytes, bytes] | None:
        if not details.method.startswith("/codevoyage."):
            return None

        async def answer(request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]) -> bytes:
            metadata = {key: str(value) for key, value in context.invocation_metadata() or ()}
            self._upstream.calls.append((details.method, metadata))
            return b""

        return grpc.unary_unary_rpc_method_handler(answer)


class Collector(trace_service_pb2_grpc.TraceServiceServicer):
    """Takes spans, as an OTLP collector does."""

    def __init__(self) -> None:
        self.exports: list[trace_service_pb2.ExportTraceServiceRequest] = []

    async def Export(self, request, context):  # type: ignore[no-untyped-def]
        self.exports.append(request)
        return trace_service_pb2.ExportTraceServiceResponse()


@contextmanager
def running_grpc(upstream: Upstream, collector: Collector | None = None) -> Iterator[None]:
    """A grpc.aio server in an event loop of its own, as the services run one."""
    started: Future[asyncio.AbstractEventLoop] = Future()
    stopping = asyncio.Event()

    async def serve() -> None:
        server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        health = HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(health, server)
        await health.set("", health_pb2.HealthCheckResponse.SERVING)
        reflection.enable_server_reflection(["codevoyage.analysis.v1.AnalysisService", reflection.SERVICE_NAME], server)
        if collector is not None:
            trace_service_pb2_grpc.add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
        server.add_generic_rpc_handlers((AnswersAnything(upstream),))
        server.add_insecure_port(str(upstream.address))
        await server.start()
        started.set_result(asyncio.get_running_loop())
        await stopping.wait()
        await server.stop(None)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    loop = started.result(START_SECONDS)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(START_SECONDS)


def wait_for(url: str, child: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + START_SECONDS
    while monotonic() < deadline:
        if child.poll() is not None:
            pytest.fail(f"{child.args!r} ended with {child.returncode} instead of answering at {url}")
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (URLError, OSError):
            sleep(0.05)
    pytest.fail(f"nothing answered at {url} within {START_SECONDS} s")


@contextmanager
def running(arguments: list[str], *, url: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child process that answers at the address, ended with SIGTERM."""
    with log.open("wb") as output:
        child = subprocess.Popen(
            arguments, stdout=output, stderr=output, env={**os.environ, **environment}, start_new_session=True
        )
    try:
        wait_for(url, child)
        yield child
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
        child.wait(START_SECONDS)


@contextmanager
def running_envoy(settings: GatewaySettings, folder: Path) -> Iterator[Path]:
    """Envoy with a rendering; yields its log, where the access log goes too."""
    config, log = folder / "envoy.yaml", folder / "envoy.log"
    config.write_text(render(settings))
    arguments = [str(Path(sys.executable).with_name("envoy")), "-c", str(config), "--log-level", "warning"]
    arguments += ["--disable-hot-restart", "--concurrency", "2", "--drain-time-s", "1"]
    with running(arguments, url=f"http://127.0.0.1:{settings.listen.port}/healthz", log=log):
        yield log


def loopback() -> Address:
    return Address("127.0.0.1", free_port())


@dataclass(frozen=True)
class Gateway:
    settings: GatewaySettings
    log: Path

    @property
    def port(self) -> int:
        return self.settings.listen.port
