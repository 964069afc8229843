"""Row 24: a pack that is damaged or cut off, an object that is missing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from codevoyage_ingest.egress.rules import EgressRules
from tests.hostile.conftest import source
from tests.hostile.reading import attempted_here, read_exactly, refused
from tests.hostile.servers.git_host import git_host
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def packed(path: Path, *, commits: int = 3_000) -> Path:
    """A repository in one pack; the pack."""
    history = History()
    last: tuple[int, ...] = ()
    chance = random.Random(24)
    for number in range(commits):
        last = (history.commit(Put(b"%d" % (number % 50), chance.randbytes(200)), parents=last),)
    history.write(path)
    git(path, "repack", "-adq")
    (pack,) = (path / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    return pack


def test_a_damaged_pack_is_said_to_be_and_nothing_of_it_is_kept(ingest: Ingest) -> None:
    path = ingest.repositories / "damaged.git"
    pack = packed(path)
    whole = bytearray(pack.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(64)
    pack.write_bytes(whole)
    failure = refused(ingest, path)
    assert (failure.reason, failure.retryable) == ("REPOSITORY_CORRUPT", False)
    assert "git fsck" in failure.message


def test_a_pack_that_is_cut_off_is_said_to_be(ingest: Ingest) -> None:
    path = ingest.repositories / "cut.git"
    pack = packed(path)
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 3])
    assert refused(ingest, path).reason == "REPOSITORY_CORRUPT"


def test_a_content_that_is_missing_in_the_middle_of_a_history_discards_what_was_read(ingest: Ingest) -> None:
    path = ingest.repositories / "missing.git"
    packed(path)
    git(path, "unpack-objects", "-q", stdin=_taken_away(path))
    commit = Oracle(path).commits()[2_500]
    blob = git(path, "rev-parse", f"{commit}:{2_500 % 50}").decode().strip()
    (path / "objects" / blob[:2] / blob[2:]).unlink()
    failure = refused(ingest, path)
    assert failure.reason == "REPOSITORY_CORRUPT"
    assert blob in failure.message


def test_it_is_read_once_it_was_mended(ingest: Ingest) -> None:
    path = ingest.repositories / "mended.git"
    pack = packed(path, commits=100)
    whole = pack.read_bytes()
    pack.write_bytes(whole[:-100])
    assert refused(ingest, path).reason == "REPOSITORY_CORRUPT"
    pack.write_bytes(whole)
    read_exactly(ingest, path)


def test_a_host_that_sends_half_a_pack_is_a_host_that_stopped(
    alone: Ingest, tmp_path: Path, host_certificate: Path, rules: EgressRules
) -> None:
    pack = packed(tmp_path / "repository.git")
    pack.write_bytes(pack.read_bytes()[: pack.stat().st_size // 2])
    with git_host(tmp_path, host_certificate) as host:
        facts = attempted_here(alone, source(host.port).address, rules)
    assert facts.job.attempts[-1].failure.reason in {"REPOSITORY_CORRUPT", "REPOSITORY_UNREACHABLE"}
    assert facts.commits == []
    assert not (alone.clones / facts.job.name.partition("/")[2]).exists()


def _taken_away(path: Path) -> bytes:
    """The content of the only pack, which is gone."""
    (pack,) = (path / "objects" / "pack").glob("*.pack")
    content = pack.read_bytes()
    for part in (path / "objects" / "pack").iterdir():
        part.unlink()
    return content
