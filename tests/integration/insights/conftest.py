"""Insights as it runs: a server and a worker, real PostgreSQL and Redis, analysis scripted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import psycopg
import pytest

from codevoyage.insights.v1 import insight_job_service_pb2_grpc as job_pb_grpc
from codevoyage.insights.v1 import insight_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.health.probe import is_serving
from tests.integration.insights.scripted_analysis import ScriptedAnalysis, serving
from tests.integration.real_parts import Database, free_port

#: Seconds for a process to start or end; draining takes at most five, handing over at most eight.
PATIENCE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Processes:
    """Starts processes of insights against the parts of the session."""

    environment: dict[str, str]
    address: str
    logs: Path

    @contextmanager
    def running(self, role: str) -> Iterator[subprocess.Popen[bytes]]:
        """`server` or `worker`, until the block ends."""
        log = self.logs / f"{role}-{len(list(self.logs.iterdir()))}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "codevoyage_insights", role],
                env={**os.environ, **self.environment},
                stderr=output,
            )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while role == "server" and not is_serving(self.address):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < until, log.read_text()
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
            sys.stdout.write(log.read_text())  # shown with a test that failed


@pytest.fixture
def analysis() -> ScriptedAnalysis:
    return ScriptedAnalysis()


@pytest.fixture
def processes(database: Database, redis_url: str, analysis: ScriptedAnalysis, tmp_path: Path) -> Iterator[Processes]:
    with psycopg.connect(database.url("insights"), autocommit=True) as connection:
        connection.execute("TRUNCATE insights.jobs, insights.outbox, insights.insights CASCADE")
    with serving(analysis) as peer:
        address = f"127.0.0.1:{free_port()}"
        yield Processes(
            environment={
                "CODEVOYAGE_LISTEN": address,
                "CODEVOYAGE_DATABASE_URL": database.url("insights"),
                "CODEVOYAGE_REDIS_URL": redis_url,
                "CODEVOYAGE_ANALYSIS_ADDRESS": peer,
                "CODEVOYAGE_LOG_FORMAT": "console",
                "CODEVOYAGE_LEASE_SECONDS": "2",
            },
            address=address,
            logs=tmp_path,
        )


@dataclass(frozen=True, kw_only=True)
class Stubs:
    """Both services of one server."""

    jobs: job_pb_grpc.InsightJobServiceStub
    insights: pb_grpc.InsightServiceStub


@pytest.fixture
def stubs(processes: Processes) -> Iterator[Stubs]:
    """Calls of a server; the worker is the test's own to start."""
    with ExitStack() as stack:
        stack.enter_context(processes.running("server"))
        channel = stack.enter_context(grpc.insecure_channel(processes.address))
        yield Stubs(
            jobs=job_pb_grpc.InsightJobServiceStub(channel),
            insights=pb_grpc.InsightServiceStub(channel),
        )
