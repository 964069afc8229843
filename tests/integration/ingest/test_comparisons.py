"""Two references compared, from request to end: as git says, refused, missing, unrelated, stopped, too much."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2 as pb
from tests.integration.ingest.comparing import asked, changes_by_git, compared, summed, summed_by_git
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import grown
from tests.integration.ingest.test_taking_up import gits, until
from tests.repositories import hard_cases
from tests.repositories.history import Delete, History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
SUCCEEDED = lifecycle_pb2.STATE_SUCCEEDED
FAILED = lifecycle_pb2.STATE_FAILED


@pytest.fixture(scope="module")
def crossed(ingest: Ingest) -> Path:
    """Two lines that merge and part, with a tag, an annotated tag, and a pull request."""
    path = ingest.repositories / "crossed.git"
    first, second, rewritten, after = grown(41, path)
    git(path, "update-ref", "refs/heads/main", second)
    git(path, "update-ref", "refs/tags/v1", first)
    git(path, "tag", "--annotate", "--message=second", "v2", rewritten)
    git(path, "update-ref", "refs/pull/7/head", after)
    git(path, "update-ref", "refs/heads/feature/one", after)
    git(path, "update-ref", "refs/tags/of-a-file", git(path, "rev-parse", f"{first}^{{tree}}").decode().strip())
    return path


def _reason(ingest: Ingest, request: pb.CompareRefsRequest) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        list(ingest.comparisons.CompareRefs(request))
    info = ErrorInfo()
    assert rpc_status.from_call(refused.value).details[0].Unpack(info)
    return info.reason


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("main", "feature/one"),
        ("feature/one", "main"),
        ("v1", "main"),
        ("v2", "refs/heads/main"),
        ("HEAD", "refs/pull/7/head"),
        ("main", "pull/7/head"),
        ("main", "main"),
        ("v2", "v1"),
    ],
)
def test_two_references_compare_as_git_says(ingest: Ingest, crossed: Path, base: str, head: str) -> None:
    oracle = Oracle(crossed)
    named = ["refs/pull/7/head" if name == "pull/7/head" else name for name in (base, head)]
    found = compared(ingest, asked(crossed, base, head))
    assert found.comparison.state == SUCCEEDED
    assert summed(found) == summed_by_git(oracle, *named)
    assert found.changes == changes_by_git(oracle, *named)
    assert found.summary is not None
    assert not found.summary.truncated


def test_commits_of_any_history_compare_as_git_says(ingest: Ingest) -> None:
    path = ingest.repositories / "hard-compared.git"
    hard_cases.build(path)
    oracle = Oracle(path)
    commits = oracle.commits()
    chance = random.Random(5)
    for _ in range(12):
        base, head = chance.choice(commits), chance.choice(commits)
        found = compared(ingest, asked(path, base, head))
        if oracle.git("rev-parse", f"{base}...{head}").count(b"^"):
            assert summed(found) == summed_by_git(oracle, base, head)
            assert found.changes == changes_by_git(oracle, base, head)
        else:
            assert found.comparison.failure.reason == "NO_COMMON_ANCESTOR"
    assert not list(ingest.clones.glob("*/*/repository"))


def test_histories_that_cross_tell_how_many_merge_bases_there_are(ingest: Ingest) -> None:
    path = ingest.repositories / "criss-cross.git"
    history = History()
    root = history.commit(Put(b"a", b"a\n"))
    left = history.commit(Put(b"l", b"l\n"), parents=(root,), branch=b"left")
    right = history.commit(Put(b"r", b"r\n"), parents=(root,), branch=b"right")
    history.commit(Put(b"r", b"r\n"), Put(b"x", b"x\n"), parents=(left, right), branch=b"left")
    history.commit(Put(b"l", b"l\n"), Put(b"y", b"y\n"), parents=(right, left), branch=b"right")
    history.write(path, head="left")
    found = compared(ingest, asked(path, "left", "right"))
    assert found.summary is not None
    assert found.summary.merge_bases == 2
    assert summed(found) == summed_by_git(Oracle(path), "left", "right")


@pytest.mark.parametrize(
    "name",
    ["", "-u", "--upload-pack=touch pwned", "a b", "a\nb", "a\0b", "a\x7f", "main~1", "main^", "a..b", "@{1}", "@",
     "a:b", "*", "[a]", "a\\b", "/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "n" * 256],
)  # fmt: skip
def test_what_git_lets_no_reference_be_called_is_refused(ingest: Ingest, crossed: Path, name: str) -> None:
    for request in (asked(crossed, name, "main"), asked(crossed, "main", name)):
        assert _reason(ingest, request) == "INVALID_FIELD"


def test_a_source_that_may_not_be_read_is_refused(ingest: Ingest) -> None:
    assert _reason(ingest, asked("/etc", "main", "main")) == "LOCAL_PATH_NOT_PERMITTED"
    assert _reason(ingest, asked("ssh://example.org/a", "main", "main")) == "ADDRESS_NOT_PERMITTED"


@pytest.mark.parametrize("name", ["nowhere", "refs/heads/nowhere", "0" * 39 + "1", "of-a-file"])
def test_a_name_that_leads_to_no_commit_fails_and_is_told(ingest: Ingest, crossed: Path, name: str) -> None:
    for base, head in ((name, "main"), ("main", name)):
        found = compared(ingest, asked(crossed, base, head))
        assert found.comparison.state == FAILED
        assert found.comparison.failure.reason == "REF_NOT_FOUND"
        assert dict(found.comparison.failure.metadata) == {"ref": name}
        assert len(found.comparison.attempts) == 1
        assert found.summary is None


def test_unrelated_histories_fail_and_say_so(ingest: Ingest) -> None:
    path = ingest.repositories / "unrelated.git"
    history = History()
    history.commit(Put(b"a", b"a\n"))
    history.commit(Put(b"b", b"b\n"), branch=b"orphan")
    history.write(path)
    found = compared(ingest, asked(path, "main", "orphan"))
    assert found.comparison.failure.reason == "NO_COMMON_ANCESTOR"
    assert dict(found.comparison.failure.metadata) == {"base": "main", "head": "orphan"}


def test_the_same_request_id_follows_the_same_comparison(ingest: Ingest, crossed: Path) -> None:
    request = asked(crossed, "v1", "main", request_id="compared-twice")
    assert compared(ingest, request) == compared(ingest, request)
    assert _reason(ingest, asked(crossed, "v2", "main", request_id="compared-twice")) == "REQUEST_ID_REUSED"


def test_more_changes_than_are_told_are_counted_all_the_same(ingest: Ingest) -> None:
    path = ingest.repositories / "many-changes.git"
    history = History()
    first = history.commit(Put(b"a", b"a\n"))
    files = [Put(b"folder-%d/%05d" % (number % 7, number), b"%d\n" % number) for number in range(10_500)]
    history.commit(*files, parents=(first,), branch=b"large")
    history.write(path)
    found = compared(ingest, asked(path, "main", "large"))
    oracle = Oracle(path)
    assert summed(found) == summed_by_git(oracle, "main", "large")
    assert found.summary is not None
    assert found.summary.truncated
    assert found.changes == changes_by_git(oracle, "main", "large")[:10_000]
    assert found.largest < 4 << 20


def test_a_sha256_repository_compares_too(ingest: Ingest) -> None:
    path = ingest.repositories / "sha256-compared.git"
    history = History()
    first = history.commit(Put(b"a", b"a\n" * 9), Put(b"binary", b"\0\1"))
    history.commit(Delete(b"a"), Put(b"moved", b"a\n" * 9), Put(b"binary", b"\0\2"), parents=(first,), branch=b"next")
    history.write(path, object_format="sha256")
    found = compared(ingest, asked(path, "main", "next"))
    assert summed(found) == summed_by_git(Oracle(path), "main", "next")
    assert found.changes == changes_by_git(Oracle(path), "main", "next")
    assert ("R", b"a", b"moved", 0, 0) in found.changes
    assert ("M", b"", b"binary", None, None) in found.changes


def test_one_that_waits_is_stopped_at_once(apart: Ingest, near: Path) -> None:
    stream = apart.comparisons.CompareRefs(asked(near, "v1", "main"))
    name = next(stream).comparison.name
    apart.comparisons.CancelComparison(pb.CancelComparisonRequest(name=name))
    *_, last = stream
    assert last.comparison.state == lifecycle_pb2.STATE_CANCELLED


@pytest.fixture(scope="module")
def near(apart: Ingest, crossed: Path) -> Path:
    """The same repository where that ingest may read it."""
    path = apart.repositories / "crossed-too.git"
    git(apart.repositories, "clone", "--quiet", "--mirror", str(crossed), str(path))
    return path


@pytest.fixture
def slow_git(tmp_path: Path) -> dict[str, str]:
    """A PATH on which `git fetch` takes a minute before it begins."""
    program = tmp_path / "git"
    program.write_text(
        f'#!/bin/sh\ncase " $* " in *" fetch "*) /bin/sleep 60;; esac\nexec {shutil.which("git")} "$@"\n'
    )
    program.chmod(0o755)
    return {"PATH": f"{tmp_path}:{os.environ['PATH']}"}


def test_one_whose_worker_is_killed_is_taken_up_again(apart: Ingest, near: Path, slow_git: dict[str, str]) -> None:
    with apart.worker(**slow_git) as victim:
        stream = apart.comparisons.CompareRefs(asked(near, "v1", "main", request_id="killed-comparison"))
        _until_fetching(stream)
        victim.send_signal(signal.SIGKILL)
    with apart.worker():
        found = compared(apart, asked(near, "v1", "main", request_id="killed-comparison"))
    assert [lifecycle_pb2.AttemptOutcome.Name(each.outcome)[16:] for each in found.comparison.attempts] == [
        "LOST",
        "SUCCEEDED",
    ]
    assert summed(found) == summed_by_git(Oracle(near), "v1", "main")


def test_one_that_runs_is_stopped_and_leaves_nothing(apart: Ingest, near: Path, slow_git: dict[str, str]) -> None:
    with apart.worker(**slow_git):
        stream = apart.comparisons.CompareRefs(asked(near, "v1", "main"))
        name = _until_fetching(stream)
        until((apart.clones / name.removeprefix("comparisons/")).exists)
        apart.comparisons.CancelComparison(pb.CancelComparisonRequest(name=name))
        *_, last = stream
        assert last.comparison.state == lifecycle_pb2.STATE_CANCELLED
        assert not (apart.clones / name.removeprefix("comparisons/")).exists()
        assert gits(apart.clones) == []


def _until_fetching(stream: Iterator[pb.CompareRefsResponse]) -> str:
    """Follows one until it fetches, which it goes on doing for a while. Returns its name."""
    for message in stream:
        if message.comparison.state == lifecycle_pb2.STATE_RUNNING:
            return message.comparison.name
    raise AssertionError("it never ran")
