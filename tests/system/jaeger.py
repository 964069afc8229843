"""A real Jaeger, in memory, on free ports."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from codevoyage_cli.stack.ports import free_ports
from tests.system.tools import tool

#: Seconds for Jaeger to start, and for spans to arrive: exporters send every five.
START_SECONDS = 60
ARRIVE_SECONDS = 30

CONFIGURATION = """\
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {{receivers: [otlp], exporters: [jaeger_storage_exporter]}}
  telemetry:
    logs: {{level: warn}}
    metrics: {{level: none}}
extensions:
  jaeger_storage: {{backends: {{here: {{memory: {{max_traces: 10000}}}}}}}}
  jaeger_query:
    storage: {{traces: here}}
    http: {{endpoint: "127.0.0.1:{http}"}}
    grpc: {{endpoint: "127.0.0.1:{grpc}"}}
receivers:
  otlp: {{protocols: {{grpc: {{endpoint: "127.0.0.1:{otlp}"}}}}}}
exporters:
  jaeger_storage_exporter: {{trace_storage: here}}
"""


@dataclass(frozen=True)
class Span:
    """One span. parent: the span id it is below; empty: the trace's root."""

    id: str
    parent: str
    service: str
    name: str


@dataclass(frozen=True)
class Jaeger:
    """otlp: where spans are sent. api: where traces are asked for."""

    otlp: str
    api: str

    def services(self) -> set[str]:
        """Names of all services that sent a span."""
        return set(self._get("/api/services") or ())

    def traces(self, service: str, *, name: str) -> dict[str, list[Span]]:
        """Spans of every trace in which the service has a span of this name, by trace id."""
        query = urlencode({"service": service, "operation": name, "limit": 100})
        return {trace["traceID"]: _spans(trace) for trace in self._get(f"/api/traces?{query}")}

    def trace(self, trace_id: str) -> dict[str, list[Span]]:
        """The same of one trace; empty when nothing of it has arrived."""
        try:
            found = self._get(f"/api/traces/{trace_id}")
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.NOT_FOUND:
                raise
            return {}
        return {trace["traceID"]: _spans(trace) for trace in found}

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.api}{path}", timeout=10) as answer:
            return json.load(answer)["data"]


def _spans(trace: dict[str, Any]) -> list[Span]:
    return [
        Span(
            id=span["spanID"],
            parent=next((link["spanID"] for link in span["references"] if link["refType"] == "CHILD_OF"), ""),
            service=trace["processes"][span["processID"]]["serviceName"],
            name=span["operationName"],
        )
        for span in trace["spans"]
    ]


@contextmanager
def running_jaeger(folder: Path) -> Iterator[Jaeger]:
    """A Jaeger for the length of the block."""
    http, grpc, otlp = free_ports(3)
    configuration = folder / "jaeger.yaml"
    configuration.write_text(CONFIGURATION.format(http=http, grpc=grpc, otlp=otlp))
    program = tool("jaeger", built_by="tools/jaeger/build")
    log = folder / "jaeger.log"
    jaeger = Jaeger(otlp=f"http://127.0.0.1:{otlp}", api=f"http://127.0.0.1:{http}")
    with (
        log.open("wb") as output,
        subprocess.Popen([program, "--config", str(configuration)], stdout=output, stderr=output) as process,
    ):
        try:
            until(lambda: _answers(jaeger, process, log), seconds=START_SECONDS)
            yield jaeger
        finally:
            process.terminate()


def until(happened: Callable[[], bool], *, seconds: float) -> None:
    """Waits; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _answers(jaeger: Jaeger, process: subprocess.Popen[bytes], log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        jaeger.services()
    except (urllib.error.URLError, ConnectionError):
        return False
    return True
