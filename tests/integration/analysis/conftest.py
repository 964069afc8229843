"""Analysis as it runs: a server and a worker, real PostgreSQL and Redis, the other services scripted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import LiteralString, Protocol

import grpc
import psycopg
import pytest
from psycopg import sql as composed

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_common.rpc.health.probe import is_serving
from tests.integration.analysis.scripted_passes import ScriptedFrames, ScriptedHunks
from tests.integration.analysis.scripted_services import ScriptedIngest, ScriptedInsights, serving, until
from tests.integration.real_parts import Database, free_port

#: Seconds for a process to end; draining takes at most five, handing over at most eight.
END_SECONDS = 20
#: In an order that foreign keys allow, and in which who is at a study has its rows; the others go with these.
TABLES = ("studies", "analyses", "repositories", "removals", "outbox", "versions", "mainline", "brought_in")


class Sql(Protocol):
    """Runs a statement and gives its rows."""

    def __call__(self, statement: LiteralString, *parameters: object) -> list[tuple[object, ...]]: ...


@dataclass(frozen=True, kw_only=True)
class Processes:
    """Starts processes of analysis against the parts of the session."""

    environment: dict[str, str]
    address: str
    logs: Path

    def elsewhere(self) -> Processes:
        """The same on another port."""
        address = f"127.0.0.1:{free_port()}"
        return replace(self, address=address, environment=self.environment | {"CODEVOYAGE_LISTEN": address})

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
            try:
                process.wait(END_SECONDS)
            finally:
                process.kill()
                sys.stdout.write(log.read_text())  # shown with a test that failed


@pytest.fixture(scope="module")
def scripted_ingest() -> ScriptedIngest:
    return ScriptedIngest()


@pytest.fixture
def ingest(scripted_ingest: ScriptedIngest) -> ScriptedIngest:
    """As it is at first: hands on the small history without a stop."""
    scripted_ingest.reset()
    return scripted_ingest


@pytest.fixture(scope="module")
def scripted_insights() -> ScriptedInsights:
    return ScriptedInsights()


@pytest.fixture
def insights(scripted_insights: ScriptedInsights) -> ScriptedInsights:
    """As it is at first: describes at once."""
    scripted_insights.reset()
    return scripted_insights


@pytest.fixture(scope="module")
def scripted_frames() -> ScriptedFrames:
    return ScriptedFrames()


@pytest.fixture
def frames(scripted_frames: ScriptedFrames) -> ScriptedFrames:
    """As they are at first: measured at once."""
    scripted_frames.go_on.set()
    scripted_frames.reset()
    return scripted_frames


@pytest.fixture(scope="module")
def scripted_hunks() -> ScriptedHunks:
    return ScriptedHunks()


@pytest.fixture
def hunks(scripted_hunks: ScriptedHunks) -> ScriptedHunks:
    """As they are at first: read at once."""
    scripted_hunks.go_on.set()
    scripted_hunks.reset()
    return scripted_hunks


@pytest.fixture(autouse=True)
def sql(
    database: Database,
    ingest: ScriptedIngest,
    insights: ScriptedInsights,
    frames: ScriptedFrames,
    hunks: ScriptedHunks,
) -> Iterator[Sql]:
    """Runs SQL as analysis' role. The tables are empty at first."""
    with psycopg.connect(database.url("analysis"), autocommit=True) as connection:
        # A run that the test before left to a worker ends by itself, now that nothing holds it up; what no worker has
        # is nobody's loss.
        busy = "SELECT 1 FROM analysis.analyses WHERE state IN ('RUNNING', 'CANCELLING') AND lease_until > now()"
        until(lambda: connection.execute(busy).fetchone() is None)
        # Row by row: the server's own looks would deadlock with TRUNCATE's locks of whole tables.
        for table in TABLES:
            connection.execute(composed.SQL("DELETE FROM analysis.{}").format(composed.Identifier(table)))

        def run(statement: LiteralString, *parameters: object) -> list[tuple[object, ...]]:
            cursor = connection.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

        yield run


@pytest.fixture(scope="module")
def processes(
    database: Database,
    redis_url: str,
    scripted_ingest: ScriptedIngest,
    scripted_insights: ScriptedInsights,
    scripted_frames: ScriptedFrames,
    scripted_hunks: ScriptedHunks,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Processes]:
    with serving(scripted_ingest, scripted_insights, scripted_frames, scripted_hunks) as peers:
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
            logs=tmp_path_factory.mktemp("logs"),
        )


@pytest.fixture(scope="module")
def stub(processes: Processes) -> Iterator[pb_grpc.AnalysisServiceStub]:
    """Calls of a server; the worker is the test's own to start."""
    with ExitStack() as stack:
        stack.enter_context(processes.running("server"))
        yield pb_grpc.AnalysisServiceStub(stack.enter_context(grpc.insecure_channel(processes.address)))


@pytest.fixture(scope="module")
def worker(processes: Processes, stub: object) -> Iterator[subprocess.Popen[bytes]]:
    """A worker beside the server."""
    with processes.running("worker") as process:
        yield process
