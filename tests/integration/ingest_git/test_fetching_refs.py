"""References fetched from a host: exactly these, into an empty repository or a kept clone, which is given back.

A kept clone as it is, too: what was read of it can be read again without its host.
"""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codevoyage_common.errors import Cancelled
from codevoyage_ingest.comparison.differences import differences
from codevoyage_ingest.comparison.fetching import Fetched, RefFetcher
from codevoyage_ingest.egress.rules import EgressRules
from codevoyage_ingest.errors import AddressNotPermitted, RefNotFound, RepositoryUnreachable
from codevoyage_ingest.git.clone import clone
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.runner import never
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.cloning import Cloner
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.settings import IngestSettings
from tests.hostile.conftest import PUBLIC, Names, source
from tests.hostile.servers.certificates import GIT_HOST, certificate
from tests.hostile.servers.git_host import GitHost, git_host
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

REPOSITORY = "a" * 16


class _Settings(IngestSettings):
    """With a resolver that knows the test's host."""

    def egress(self) -> EgressRules:
        return EgressRules(
            permitted=super().egress().permitted, ca_file=self.egress_ca_file, resolver=Names({GIT_HOST: [[PUBLIC]]})
        )


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def repositories(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    history = History()
    root = history.commit(Put(b"a", b"1\n"))
    history.commit(Put(b"a", b"1\n2\n"), parents=(root,))
    history.commit(Put(b"b", b"1\n"), parents=(root,), branch=b"feature")
    history.commit(Put(b"large", b"x" * 300_000), parents=(root,), branch=b"unasked")
    history.write(folder / "repository.git", object_format=request.param)
    git(folder / "repository.git", "update-ref", "refs/pull/1/head", "feature")
    return folder


@pytest.fixture(scope="module")
def host_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def tether() -> Iterator[Tether]:
    made = Tether()
    made.start()
    yield made
    made.close()


@dataclass(frozen=True)
class Bench:
    """What all fetchers of a test have in common."""

    folder: Path
    certificate: Path
    tether: Tether


@pytest.fixture
def bench(tmp_path: Path, host_certificate: Path, tether: Tether) -> Bench:
    return Bench(tmp_path, host_certificate, tether)


def _fetcher(host: GitHost, bench: Bench, *, base: str, head: str, permitted: str = f"{PUBLIC}/32") -> RefFetcher:
    settings = _Settings(
        listen="127.0.0.1:1",
        database_url="postgresql://nobody@localhost/none",
        redis_url="redis://localhost",
        clone_dir=bench.folder / "clones",
        egress_permitted=permitted,
        egress_ca_file=bench.certificate,
    )
    (bench.folder / "work").mkdir(exist_ok=True)
    return RefFetcher(
        cloner=Cloner(
            settings=settings,
            tether=bench.tether,
            kept=KeptClones(settings.clone_dir, kept_bytes=1 << 30, free_bytes=0),
            memory=PeakMemory(),
        ),
        source=source(host.port).address,
        base=base,
        head=head,
        repository_id=REPOSITORY,
        folder=bench.folder / "work",
    )


def _fetched(fetcher: RefFetcher) -> Fetched:
    with fetcher.fetched(interrupted=never, on_progress=lambda _: None) as fetched:
        return fetched


def _ids(repositories: Path, *names: str) -> list[str]:
    return [git(repositories / "repository.git", "rev-parse", name).decode().strip() for name in names]


def test_exactly_these_two_are_fetched(repositories: Path, bench: Bench) -> None:
    with git_host(repositories, bench.certificate) as host:
        fetched = _fetched(_fetcher(host, bench, base="main", head="pull/1/head"))
    assert [fetched.base.hex(), fetched.head.hex()] == _ids(repositories, "main", "feature")
    large = git(repositories / "repository.git", "rev-parse", "unasked:large").decode().strip()
    said = fetched.git.ask("cat-file", "--batch-all-objects", "--batch-check")
    assert large.encode() not in said
    assert differences(fetched, cancelled=never).ahead == 1


def test_a_commit_is_fetched_by_its_id(repositories: Path, bench: Bench) -> None:
    ids = _ids(repositories, "main", "feature")
    with git_host(repositories, bench.certificate) as host:
        fetched = _fetched(_fetcher(host, bench, base=ids[0], head=ids[1]))
    assert [fetched.base.hex(), fetched.head.hex()] == ids


def test_a_kept_clone_is_used_and_given_back(repositories: Path, bench: Bench) -> None:
    with git_host(repositories, bench.certificate) as host:
        fetcher = _fetcher(host, bench, base="main", head="feature")
        kept = fetcher.cloner.kept
        egress = fetcher.cloner.settings.egress()
        clone(source(host.port), destination=bench.folder / "whole", egress=egress)
        kept.keep(REPOSITORY, bench.folder / "whole")
        with fetcher.fetched(interrupted=never, on_progress=lambda _: None) as fetched:
            assert list(kept) == []
            assert [fetched.base.hex(), fetched.head.hex()] == _ids(repositories, "main", "feature")
        assert list(kept) == [REPOSITORY]
        references = Oracle(bench.folder / "clones" / "kept" / REPOSITORY).git("for-each-ref", "--format=%(refname)")
        assert references == b"refs/heads/main\n"


def test_a_kept_clone_is_given_back_whatever_goes_wrong(repositories: Path, bench: Bench) -> None:
    with git_host(repositories, bench.certificate) as host:
        fetcher = _fetcher(host, bench, base="main", head="nowhere")
        kept = fetcher.cloner.kept
        clone(source(host.port), destination=bench.folder / "whole", egress=fetcher.cloner.settings.egress())
        kept.keep(REPOSITORY, bench.folder / "whole")
        with pytest.raises(RefNotFound):
            _fetched(fetcher)
        assert list(kept) == [REPOSITORY]
        with (
            pytest.raises(Cancelled),
            replace(fetcher, head="feature").fetched(interrupted=never, on_progress=lambda _: None),
        ):
            raise Cancelled
        assert list(kept) == [REPOSITORY]
    with pytest.raises(RepositoryUnreachable):  # the host has gone
        _fetched(fetcher)
    assert list(kept) == [REPOSITORY]


@pytest.mark.parametrize("name", ["nowhere", "f" * 40])
def test_what_the_host_does_not_have_is_named(repositories: Path, bench: Bench, name: str) -> None:
    if name != "nowhere":
        name = "f" * len(_ids(repositories, "main")[0])
    with git_host(repositories, bench.certificate) as host, pytest.raises(RefNotFound) as missing:
        _fetched(_fetcher(host, bench, base="main", head=name))
    assert missing.value.metadata == {"ref": name}


def test_a_host_that_may_not_be_reached_is_not_asked(repositories: Path, bench: Bench) -> None:
    elsewhere = str(ipaddress.ip_network("10.1.0.0/16"))
    with git_host(repositories, bench.certificate) as host, pytest.raises(AddressNotPermitted):
        _fetched(_fetcher(host, bench, base="main", head="feature", permitted=elsewhere))
    assert host.requests == []


def test_a_kept_clone_is_read_as_it_is_when_its_host_is_gone(repositories: Path, bench: Bench) -> None:
    with git_host(repositories, bench.certificate) as host:
        cloner = _fetcher(host, bench, base="main", head="main").cloner
        clone(source(host.port), destination=bench.folder / "whole", egress=cloner.settings.egress())
    address = source(host.port).address
    for content in ("whole", "damaged"):
        cloner.kept.keep(REPOSITORY, bench.folder / "whole")
        if content == "damaged":
            shutil.rmtree(bench.folder / "clones" / "kept" / REPOSITORY / "refs")
            (bench.folder / "clones" / "kept" / REPOSITORY / "HEAD").write_text("nothing")
        kept = cloner.kept_as_it_is(address, repository_id=REPOSITORY, folder=bench.folder / f"as-{content}")
        if content == "damaged":
            assert kept is None
            assert not (bench.folder / f"as-{content}" / "repository").exists()
        else:
            assert kept is not None
            assert [kept.head.commit_id.hex()] == _ids(repositories, "main")
            assert kept.git.directory is not None
            kept.git.directory.rename(bench.folder / "whole")
    assert cloner.kept_as_it_is(address, repository_id=REPOSITORY, folder=bench.folder / "none") is None
