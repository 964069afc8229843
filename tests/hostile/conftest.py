"""Hosts that do not exist, and where they are found."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import Address, EgressRules
from codevoyage_ingest.git.address import Source, SourceKind
from tests.hostile.servers.certificates import GIT_HOST, certificate
from tests.integration.ingest.conftest import Ingest, running_ingest
from tests.integration.real_parts import provisioned, running_postgres, running_redis
from tests.integration.stack.command import Command
from tests.repositories.history import History, Put
from tests.system.stacks import started

#: What plays a public host, and what plays a private one.
PUBLIC = "127.0.0.1"
PRIVATE = "127.0.0.2"


@dataclass
class Names:
    """A resolver. Each name has answers, one after the other; the last one stays."""

    answers: dict[str, list[Sequence[str]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, _port: int) -> list[Address]:
        self.asked.append(host)
        answers = self.answers.get(host, [()])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [ipaddress.ip_address(address) for address in answer]


def source(port: int, *, host: str = GIT_HOST, path: str = "/repository.git") -> Source:
    """A repository of a host."""
    address = f"https://{host}:{port}{path}"
    return Source(kind=SourceKind.HTTPS, key=address.removesuffix(".git"), address=address)


@pytest.fixture(scope="session")
def host_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For every host of these tests."""
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small repository to be served."""
    folder = tmp_path_factory.mktemp("served")
    history = History()
    first = history.commit(Put(b"file", b"1\n"))
    history.commit(Put(b"file", b"1\n2\n"), parents=(first,))
    history.write(folder / "repository.git")
    return folder


@pytest.fixture
def rules(host_certificate: Path) -> EgressRules:
    """This machine's first address is as good as public; every other one is not."""
    return EgressRules(
        permitted=(ipaddress.ip_network(PUBLIC),), ca_file=host_certificate, resolver=Names({GIT_HOST: [[PUBLIC]]})
    )


@contextmanager
def _server(folder: Path) -> Iterator[Ingest]:
    with (
        running_postgres() as admin_url,
        running_redis() as redis_url,
        running_ingest(provisioned(admin_url), redis_url, folder) as ours,
    ):
        yield ours


@pytest.fixture(scope="session")
def ingest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    """Ingest's server and a worker, as they always run."""
    with _server(tmp_path_factory.mktemp("ingest")) as ours, ours.worker():
        yield ours


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingest]:
    """Ingest's server without a worker: a test brings the one that it needs."""
    with _server(tmp_path_factory.mktemp("alone")) as ours:
        yield ours


@pytest.fixture(scope="session")
def command() -> Iterator[Command]:
    """`codevoyage` with a whole stack that is up, for what is said to a person."""
    with started() as ours:
        yield ours
