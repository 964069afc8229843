"""A job of ingest from request to end: asked twice, shared, capped, empty, refused, killed, cancelled."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import differences
from tests.integration.ingest.conftest import PATIENCE, Ingest
from tests.repositories import hard_cases
from tests.repositories.history import git
from tests.repositories.oracle import Oracle


@pytest.fixture(scope="module")
def hard(ingest: Ingest) -> Path:
    path = ingest.repositories / "hard.git"
    hard_cases.build(path)
    return path


def _reason(error: grpc.RpcError) -> str:
    status = rpc_status.from_call(error)
    info = ErrorInfo()
    assert status.details[0].Unpack(info)
    return info.reason


def test_the_same_request_id_answers_the_same_job(ingest: Ingest, hard: Path) -> None:
    request = pb.StartIngestRequest(source=str(hard), request_id="the-same-id")
    assert ingest.stub.StartIngest(request).job.name == ingest.stub.StartIngest(request).job.name


def test_a_request_id_cannot_be_used_for_another_request(ingest: Ingest, hard: Path) -> None:
    ingest.stub.StartIngest(pb.StartIngestRequest(source=str(hard), request_id="used-already"))
    with pytest.raises(grpc.RpcError) as refused:
        ingest.stub.StartIngest(pb.StartIngestRequest(source=str(hard), request_id="used-already", max_commits=1))
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS
    assert _reason(refused.value) == "REQUEST_ID_REUSED"


def test_a_second_job_on_the_same_state_shares_the_facts_of_the_first(ingest: Ingest, hard: Path) -> None:
    first = collect(ingest.stub, source=str(hard), request_id="sharing-1")
    second = collect(ingest.stub, source=str(hard), request_id="sharing-2")
    assert second.job.name != first.job.name
    assert (second.commits, second.changes, second.versions) == (first.commits, first.changes, first.versions)
    assert second.job.head == first.job.head


def test_nothing_is_left_on_disk_when_a_job_has_ended(ingest: Ingest, hard: Path) -> None:
    collect(ingest.stub, source=str(hard), request_id="leaves-nothing")
    assert list(ingest.clones.iterdir()) == []


def test_a_cap_reads_the_newest_commits_and_says_so(ingest: Ingest, hard: Path) -> None:
    oracle = Oracle(hard)
    facts = collect(ingest.stub, source=str(hard), request_id="capped-at-5", max_commits=5)
    assert [commit.id for commit in facts.commits] == oracle.commits("--max-count=5")
    assert facts.job.head.truncated
    newest = max(commit.position for commit in facts.commits)
    assert newest == len(oracle.mainline) - 1  # positions do not move with the cap
    assert set(facts.tree(newest)) == {entry.path for entry in oracle.tree()}


def test_an_empty_repository_succeeds_with_nothing_in_it(ingest: Ingest) -> None:
    path = ingest.repositories / "empty.git"
    path.mkdir()
    git(path, "init", "--quiet", "--bare", ".")
    facts = collect(ingest.stub, source=str(path), request_id="empty-one")
    assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED
    assert facts.job.head.commit_id == b""
    assert not facts.cursors


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("ssh://example.org/a", "ADDRESS_NOT_PERMITTED"),
        ("ext::sh -c touch% /tmp/owned", "ADDRESS_NOT_PERMITTED"),
        ("--upload-pack=touch", "ADDRESS_NOT_PERMITTED"),
        ("/etc", "LOCAL_PATH_NOT_PERMITTED"),
        ("", "INVALID_FIELD"),
    ],
)
def test_what_may_not_be_read_is_refused_before_there_is_a_job(ingest: Ingest, source: str, reason: str) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        ingest.stub.StartIngest(pb.StartIngestRequest(source=source, request_id="refused-1"))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert _reason(refused.value) == reason


def test_a_corrupt_repository_fails_with_its_reason_and_leaves_nothing(ingest: Ingest) -> None:
    path = ingest.repositories / "corrupt.git"
    hard_cases.build(path)
    git(path, "--git-dir=.", "repack", "-adq")
    (pack,) = (path / "objects" / "pack").glob("*.pack")
    content = bytearray(pack.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    pack.chmod(0o644)
    pack.write_bytes(content)
    facts = collect(ingest.stub, source=str(path), request_id="corrupt-one")
    assert facts.job.state == lifecycle_pb2.STATE_FAILED
    assert facts.job.failure.reason == "REPOSITORY_CORRUPT"
    assert list(ingest.clones.iterdir()) == []


def test_a_killed_worker_loses_nothing(ingest: Ingest, long_history: Path) -> None:
    request = pb.StartIngestRequest(source=str(long_history), request_id="killed-worker")
    with ingest.worker() as victim:
        job = ingest.stub.StartIngest(request).job
        facts = Collected(job=job)
        for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=job.name, follow=True)):
            facts.take(message)
            if len(facts.cursors) == 3:
                # One of the two workers has it; whichever it is, the run ends the same.
                victim.send_signal(signal.SIGKILL)
    assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED
    oracle = Oracle(long_history)
    assert list(differences(facts, oracle, positions=[0, len(oracle.mainline) - 1])) == []


def test_a_cancelled_job_ends_and_leaves_no_clone(ingest: Ingest, long_history: Path) -> None:
    job = ingest.stub.StartIngest(
        pb.StartIngestRequest(source=str(long_history), request_id="cancel-me", max_commits=4000)
    ).job
    ingest.stub.CancelIngest(pb.CancelIngestRequest(name=job.name))
    until = time.monotonic() + PATIENCE
    while True:
        job = ingest.stub.GetIngestJob(pb.GetIngestJobRequest(name=job.name)).job
        if job.state == lifecycle_pb2.STATE_CANCELLED:
            break
        assert time.monotonic() < until, job
        time.sleep(0.05)
    assert not (ingest.clones / job.name.removeprefix("ingestJobs/")).exists()
