"""A verification from request to end: refused, asked twice, capped, rewritten, stopped, killed, in the way."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_service_pb2
from codevoyage.ingest.v1 import verification_service_pb2 as pb
from tests.exactness.collected import collect
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import SMALL, grown, moved
from tests.integration.ingest.test_taking_up import until
from tests.integration.ingest.verifying import asked, compared, differing, verified
from tests.repositories import hard_cases
from tests.repositories.copies import copied
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
SUCCEEDED = lifecycle_pb2.STATE_SUCCEEDED
#: More than any of these repositories has: the tree at every mainline commit.
EVERY = 10_000


@pytest.fixture(scope="module")
def hard(ingest: Ingest) -> Path:
    path = ingest.repositories / "to-verify.git"
    hard_cases.build(path)
    collect(ingest.stub, source=str(path), request_id="to-verify")
    return path


def _refused(ingest: Ingest, request: pb.VerifyRepositoryRequest) -> str:
    with pytest.raises(grpc.RpcError) as refused:
        list(ingest.verifications.VerifyRepository(request))
    info = ErrorInfo()
    assert rpc_status.from_call(refused.value).details[0].Unpack(info)
    return info.reason


def _now(ingest: Ingest, name: str) -> pb.Verification:
    return ingest.verifications.GetVerification(pb.GetVerificationRequest(name=name)).verification


def _outcomes(verification: pb.Verification) -> list[str]:
    return [lifecycle_pb2.AttemptOutcome.Name(each.outcome)[16:] for each in verification.attempts]


def test_what_was_not_read_cannot_be_verified(ingest: Ingest, hard: Path) -> None:
    assert _refused(ingest, asked(copied(hard, prefix="unread"))) == "RESULT_NOT_READY"


def test_requests_out_of_their_bounds_are_refused(ingest: Ingest, hard: Path) -> None:
    for request in (
        asked(hard, trees=-1),
        asked(hard, trees=10_001),
        asked(hard, seed=-1),
        asked(hard, seed=1 << 53),
        asked(hard, request_id="short"),
    ):
        assert _refused(ingest, request) == "INVALID_FIELD"
    assert _refused(ingest, asked(Path("/etc"))) == "LOCAL_PATH_NOT_PERMITTED"


def test_the_same_request_id_follows_the_same_verification(ingest: Ingest, hard: Path) -> None:
    request = asked(hard, request_id="verified-twice", trees=2)
    first, second = verified(ingest, request), verified(ingest, request)
    assert first == second
    assert _refused(ingest, asked(hard, request_id="verified-twice", trees=3)) == "REQUEST_ID_REUSED"


def test_the_seed_alone_says_which_trees_are_compared(ingest: Ingest, hard: Path) -> None:
    files = [compared(verified(ingest, asked(hard, trees=3, seed=seed)))["TREE_FILES"] for seed in (1, 1, 2, 3, 4, 5)]
    assert files[0] == files[1]
    assert len(set(files)) > 1


def test_a_repository_without_commits_has_nothing_to_compare(ingest: Ingest) -> None:
    path = ingest.repositories / "nothing.git"
    path.mkdir()
    git(path, "init", "--quiet", "--bare", ".")
    collect(ingest.stub, source=str(path), request_id="nothing-in-it")
    verification = verified(ingest, asked(path))
    assert verification.state == SUCCEEDED
    assert compared(verification) == {}


def test_of_a_capped_reading_only_what_was_read_is_compared(ingest: Ingest, hard: Path) -> None:
    path = copied(hard, prefix="capped")
    facts = collect(ingest.stub, source=str(path), request_id="capped-to-verify", max_commits=7)
    verification = verified(ingest, asked(path, trees=EVERY))
    assert verification.state == SUCCEEDED
    assert differing(verification) == {}
    assert compared(verification)["COMMITS"] == 7
    assert compared(verification)["TREES"] == sum(commit.position >= 0 for commit in facts.commits)


@pytest.mark.parametrize("seed", range(2))
def test_facts_that_were_taken_over_from_earlier_readings_are_compared_too(apart: Ingest, seed: int) -> None:
    path = apart.repositories / f"verified-{seed}.git"
    with apart.worker(**SMALL):
        for at, commit in enumerate(grown(seed, path)):
            moved(path, commit)
            collect(apart.stub, source=str(path), request_id=f"verify-grown-{seed}-{at}")
            verification = verified(apart, asked(path, trees=20, seed=at))
            assert verification.state == SUCCEEDED
            assert [each.sentence for each in verification.differences] == []
            assert compared(verification)["COMMITS"] == Oracle(path).commit_count
            assert compared(verification)["TREES"] == 21


def test_a_source_that_has_moved_on_is_compared_at_the_head_that_was_read(ingest: Ingest) -> None:
    path = ingest.repositories / "moved-on.git"
    before, after, *_ = grown(21, path)
    facts = collect(ingest.stub, source=str(moved(path, before)), request_id="moved-on-to-verify")
    moved(path, after)
    verification = verified(ingest, asked(path))
    assert verification.head.hex() == before
    assert differing(verification) == {}
    assert compared(verification)["COMMITS"] == len(facts.commits)


def test_a_source_that_was_rewritten_since_cannot_be_verified(ingest: Ingest) -> None:
    path = ingest.repositories / "rewritten-since.git"
    history = History()
    history.commit(Put(b"a", b"one\n"))
    history.write(path)
    collect(ingest.stub, source=str(path), request_id="rewritten-since")
    shutil.rmtree(path)  # a clone of a path has its unreachable commits too, as long as there are any
    other = History()
    other.commit(Put(b"a", b"two\n"))
    other.write(path)
    verification = verified(ingest, asked(path))
    assert verification.state == lifecycle_pb2.STATE_FAILED
    assert verification.failure.reason == "HISTORY_REWRITTEN"


def test_one_that_is_stopped_ends_cancelled_with_what_it_found_and_leaves_no_clone(
    ingest: Ingest, long_history: Path
) -> None:
    collect(ingest.stub, source=str(long_history), request_id="long-to-verify")
    seen = []
    for message in ingest.verifications.VerifyRepository(asked(long_history, trees=EVERY)):
        seen.append(message.verification)
        if seen[-1].comparisons and seen[-1].state == lifecycle_pb2.STATE_RUNNING:
            ingest.verifications.CancelVerification(pb.CancelVerificationRequest(name=seen[-1].name))
    assert seen[-1].state == lifecycle_pb2.STATE_CANCELLED
    assert compared(seen[-1])["COMMITS"] >= 500 or "MAINLINE" in compared(seen[-1])
    assert compared(seen[-1]).get("TREES", 0) < 4_000
    assert not (ingest.clones / seen[-1].name.removeprefix("verifications/")).exists()


def test_a_killed_worker_s_verification_goes_on_where_it_stood(apart: Ingest, long_history: Path) -> None:
    path = _near(apart, long_history)
    with apart.worker():
        collect(apart.stub, source=str(path), request_id="long-to-kill")
    with apart.worker() as victim:
        stream = apart.verifications.VerifyRepository(asked(path, trees=100))
        name = next(message.verification.name for message in stream if message.verification.comparisons)
        victim.send_signal(signal.SIGKILL)
    before = _now(apart, name)
    assert before.state == lifecycle_pb2.STATE_RUNNING
    with apart.worker():
        *_, last = stream
    assert last.verification.state == SUCCEEDED
    assert _outcomes(last.verification) == ["LOST", "SUCCEEDED"]
    assert last.verification.attempts[0].checkpoint > 0
    assert differing(last.verification) == {}
    assert compared(last.verification)["COMMITS"] == 4_000
    assert compared(last.verification)["TREES"] == 101


def test_a_verification_makes_way_for_a_reading(apart: Ingest, long_history: Path) -> None:
    path = _near(apart, long_history)
    other = apart.repositories / "in-a-hurry.git"
    hard_cases.build(other)
    with apart.worker(CODEVOYAGE_WORKER_THREADS="1"):
        collect(apart.stub, source=str(path), request_id="long-in-the-way")
        stream = apart.verifications.VerifyRepository(asked(path, trees=EVERY))
        name = next(message.verification.name for message in stream if message.verification.comparisons)
        job = apart.stub.StartIngest(
            ingest_service_pb2.StartIngestRequest(source=str(other), request_id="in-a-hurry")
        ).job
        until(lambda: apart.now(job.name).state == SUCCEEDED)
        between = _now(apart, name)
        assert between.state not in (SUCCEEDED, lifecycle_pb2.STATE_FAILED)
        assert "HANDED_OVER" in _outcomes(between)
        apart.verifications.CancelVerification(pb.CancelVerificationRequest(name=name))
        *_, last = stream
    assert last.verification.state == lifecycle_pb2.STATE_CANCELLED


def test_a_verification_goes_with_the_reading_that_it_is_of(ingest: Ingest, hard: Path) -> None:
    path = copied(hard, prefix="to-delete")
    facts = collect(ingest.stub, source=str(path), request_id="verified-then-deleted")
    verification = verified(ingest, asked(path, trees=1))
    delete = ingest_service_pb2.DeleteIngestJobsRequest(names=[facts.job.name])
    assert not ingest.stub.DeleteIngestJobs(delete).remaining
    with pytest.raises(grpc.RpcError) as gone:
        _now(ingest, verification.name)
    assert gone.value.code() is grpc.StatusCode.NOT_FOUND


def _near(ingest: Ingest, history: Path) -> Path:
    """The same history where this ingest may read it."""
    path = ingest.repositories / "long.git"
    if not path.exists():
        git(ingest.repositories, "clone", "--quiet", "--bare", str(history), str(path))
    return path
