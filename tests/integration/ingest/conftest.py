"""A real ingest: its server and its worker as processes, on real PostgreSQL and Redis."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage.ingest.v1.compare_service_pb2_grpc import CompareServiceStub
from codevoyage.ingest.v1.frames_service_pb2_grpc import FramesServiceStub
from codevoyage.ingest.v1.hunks_service_pb2_grpc import HunksServiceStub
from codevoyage.ingest.v1.ingest_service_pb2_grpc import IngestServiceStub
from codevoyage.ingest.v1.measures_service_pb2_grpc import MeasuresServiceStub
from codevoyage.ingest.v1.people_service_pb2_grpc import PeopleServiceStub
from codevoyage.ingest.v1.verification_service_pb2_grpc import VerificationServiceStub
from codevoyage_common.rpc.channel import OPTIONS
from tests.integration.real_parts import Database, free_port, provisioned, running_postgres, running_redis
from tests.repositories.history import History, Put

#: Seconds for a process to answer or to end.
PATIENCE = 30


@dataclass(frozen=True, kw_only=True)
class Ingest:
    """A running ingest."""

    stub: IngestServiceStub
    hunks: HunksServiceStub
    measures: MeasuresServiceStub
    frames: FramesServiceStub
    comparisons: CompareServiceStub
    people: PeopleServiceStub
    verifications: VerificationServiceStub
    database: Database
    clones: Path
    repositories: Path
    environment: dict[str, str]

    @contextmanager
    def worker(self, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
        """One more worker. settings: more environment variables."""
        with _process("worker", self.environment | settings) as process:
            yield process

    def job(self, source: Path, request_id: str, *, retry: int = 0) -> ingest_job_pb2.IngestJob:
        """The job for a request."""
        request = pb.StartIngestRequest(source=str(source), request_id=request_id, retry=retry)
        return self.stub.StartIngest(request).job

    def now(self, name: str) -> ingest_job_pb2.IngestJob:
        """The job as it is."""
        return self.stub.GetIngestJob(pb.GetIngestJobRequest(name=name)).job


@pytest.fixture(scope="session")
def ingest(database: Database, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    """One server and one worker for the session; local repositories are permitted below `repositories`."""
    with running_ingest(database, redis_url, tmp_path_factory.mktemp("ingest")) as ours, ours.worker():
        yield ours


@pytest.fixture(scope="session")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    """A server alone, on a database and a Redis of its own: a test starts the workers that it needs."""
    with (
        running_postgres() as admin_url,
        running_redis() as redis_url,
        running_ingest(provisioned(admin_url), redis_url, tmp_path_factory.mktemp("apart")) as ours,
    ):
        yield ours


@contextmanager
def running_ingest(database: Database, redis_url: str, folder: Path) -> Iterator[Ingest]:
    """A server alone, with clones and permitted repositories below a folder."""
    address = f"127.0.0.1:{free_port()}"
    environment = {
        "PATH": os.environ["PATH"],
        "CODEVOYAGE_LISTEN": address,
        "CODEVOYAGE_DATABASE_URL": database.url("ingest"),
        "CODEVOYAGE_REDIS_URL": redis_url,
        "CODEVOYAGE_CLONE_DIR": str(folder / "clones"),
        "CODEVOYAGE_LOCAL_ROOTS": str(folder / "repositories"),
    }
    (folder / "repositories").mkdir()
    with ExitStack() as stack:
        stack.enter_context(_process("server", environment))
        channel = stack.enter_context(grpc.insecure_channel(address, options=OPTIONS))
        grpc.channel_ready_future(channel).result(PATIENCE)
        yield Ingest(
            stub=IngestServiceStub(channel),
            hunks=HunksServiceStub(channel),
            measures=MeasuresServiceStub(channel),
            frames=FramesServiceStub(channel),
            comparisons=CompareServiceStub(channel),
            people=PeopleServiceStub(channel),
            verifications=VerificationServiceStub(channel),
            database=database,
            clones=folder / "clones",
            repositories=folder / "repositories",
            environment=environment,
        )


@contextmanager
def _process(role: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "codevoyage_ingest", role], env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture(scope="session")
def long_history(ingest: Ingest) -> Path:
    """A bare repository of 4,000 commits, so that there is a middle to interrupt."""
    path = ingest.repositories / "long.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(4_000):
        name = b"folder-%d/file-%d.txt" % (number % 7, number % 211)
        last = (history.commit(Put(name, b"line\n" * (number % 97) + b"%d\n" % number), parents=last),)
    history.write(path)
    return path
