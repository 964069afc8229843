"""Analysis as it runs: a server and a worker, real PostgreSQL and Redis, the other services scripted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import psycopg
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.health import is_serving
from tests.integration.analysis.scripted_services import ScriptedIngest, ScriptedInsights, serving, until
from tests.integration.real_parts import Database, free_port

#: Seconds for a process to end; draining takes at most five, handing over at most eight.
END_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Processes:
    """Starts processes of analysis against the parts of the session."""

    environment: dict[str, str]
    address: str
    logs: Path

    @contextmanager
    def running(self, role: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
        """`server` or `worker`, until the block ends."""
        log = self.logs / f"{role}-{len(list(self.logs.iterdir()))}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "codevoyage_analysis", role],
                env={**os.environ, **self.environment, **settings},
                stderr=output,
            )
        try:
            if role == "server":
                until(lambda: is_serving(self.address) or process.poll() is not None)
            yield process
        finally:
            process.terminate()
            process.wait(END_SECONDS)
            sys.stdout.write(log.read_text())  # shown with a test that failed


@pytest.fixture
def ingest() -> ScriptedIngest:
    return ScriptedIngest()


@pytest.fixture
def insights() -> ScriptedInsights:
    return ScriptedInsights()


@pytest.fixture
def tidy(database: Database) -> Iterator[Callable[..., list[tuple[object, ...]]]]:
    """Runs SQL as analysis' role; the tables are empty at first."""
    with psycopg.connect(database.url("analysis"), autocommit=True) as connection:
        connection.execute("TRUNCATE analysis.repositories, analysis.outbox, analysis.versions CASCADE")
        connection.execute("TRUNCATE analysis.mainline, analysis.brought_in")

        def run(statement: str, *parameters: object) -> list[tuple[object, ...]]:
            cursor = connection.execute(statement, parameters)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture
def processes(
    database: Database,
    redis_url: str,
    ingest: ScriptedIngest,
    insights: ScriptedInsights,
    tidy: object,
    tmp_path: Path,
) -> Iterator[Processes]:
    with serving(ingest, insights) as peers:
        address = f"127.0.0.1:{free_port()}"
        yield Processes(
            environment={
                "CODEVOYAGE_LISTEN": address,
                "CODEVOYAGE_DATABASE_URL": database.url("analysis"),
                "CODEVOYAGE_REDIS_URL": redis_url,
                "CODEVOYAGE_INGEST_ADDRESS": peers,
                "CODEVOYAGE_INSIGHTS_ADDRESS": peers,
                "CODEVOYAGE_LOG_FORMAT": "console",
                "CODEVOYAGE_HEARTBEAT_SECONDS": "0.5",
                "CODEVOYAGE_LEASE_SECONDS": "2",
            },
            address=address,
            logs=tmp_path,
        )


@pytest.fixture
def stub(processes: Processes) -> Iterator[pb_grpc.AnalysisServiceStub]:
    """Calls of a server; the worker is the test's own to start."""
    with ExitStack() as stack:
        stack.enter_context(processes.running("server"))
        yield pb_grpc.AnalysisServiceStub(stack.enter_context(grpc.insecure_channel(processes.address)))


@pytest.fixture
def worker(processes: Processes, stub: object) -> Iterator[subprocess.Popen[bytes]]:
    """A worker beside the server."""
    with processes.running("worker") as process:
        yield process
