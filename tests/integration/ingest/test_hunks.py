"""Hunks from request to end: as git says them, followed, resumed, taken over, stopped, rewritten, in the way."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import grpc
import psycopg
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status
from sqlalchemy import Engine, create_engine

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage.ingest.v1 import ingest_service_pb2
from codevoyage_ingest.store.waiting import readings_wait
from tests.exactness.collected import collect
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.hunking import Hunks, hunks_said, hunks_said_of_a_line, hunks_streamed, same
from tests.integration.ingest.test_incremental import SMALL, grown, moved
from tests.integration.ingest.test_taking_up import SLOWLY, until
from tests.repositories import hard_cases
from tests.repositories.copies import copied
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
SUCCEEDED = lifecycle_pb2.STATE_SUCCEEDED


@pytest.fixture(scope="module")
def hard(ingest: Ingest) -> Path:
    path = ingest.repositories / "hard-hunks.git"
    hard_cases.build(path)
    return path


def _started(ingest: Ingest, name: str, *, retry: int = 0) -> pb.HunkPass:
    started = ingest.hunks.StartHunks(pb.StartHunksRequest(ingest_job=name, retry=retry))
    found: pb.HunkPass = getattr(started, "pass")
    return found


def _outcomes(hunk_pass: pb.HunkPass) -> list[str]:
    return [lifecycle_pb2.AttemptOutcome.Name(each.outcome)[16:] for each in hunk_pass.attempts]


def _reason(error: grpc.RpcError) -> str:
    info = ErrorInfo()
    assert rpc_status.from_call(error).details[0].Unpack(info)
    return info.reason


def test_hunks_streamed_are_those_of_git(ingest: Ingest, hard: Path) -> None:
    facts = collect(ingest.stub, source=str(hard), request_id="hard-hunks")
    found = hunks_streamed(ingest, facts.job.name)
    assert found.passes[-1].state == SUCCEEDED
    assert same(found, hunks_said(Oracle(hard), facts))
    assert found.merges
    assert list(ingest.clones.iterdir()) == []


def test_a_cursor_goes_on_after_the_message_that_it_came_with(ingest: Ingest, hard: Path) -> None:
    facts = collect(ingest.stub, source=str(hard), request_id="hard-hunks")
    whole = hunks_streamed(ingest, facts.job.name)
    for at, cursor in enumerate(whole.cursors):
        assert hunks_streamed(ingest, facts.job.name, cursor=cursor).cursors == whole.cursors[at + 1 :]
    with pytest.raises(grpc.RpcError) as refused:
        hunks_streamed(ingest, facts.job.name, cursor=str(int(whole.cursors[-1]) + 1))
    assert _reason(refused.value) == "CURSOR_EXPIRED"


def test_hunks_of_what_is_not_read_yet_are_refused(apart: Ingest, hard: Path) -> None:
    job = apart.job(_near(apart, hard), "no-worker-reads-it")
    with pytest.raises(grpc.RpcError) as refused:
        _started(apart, job.name)
    assert _reason(refused.value) == "RESULT_NOT_READY"
    with pytest.raises(grpc.RpcError) as refused:
        _started(apart, "ingestJobs/aaaaaaaaaaaaaaaa")
    assert _reason(refused.value) == "RESOURCE_NOT_FOUND"
    apart.stub.CancelIngest(ingest_service_pb2.CancelIngestRequest(name=job.name))


def test_a_repository_without_commits_has_no_hunks(ingest: Ingest) -> None:
    path = ingest.repositories / "no-hunks.git"
    path.mkdir()
    git(path, "init", "--quiet", "--bare", ".")
    facts = collect(ingest.stub, source=str(path), request_id="no-hunks-in-it")
    found = hunks_streamed(ingest, facts.job.name)
    assert found.passes[-1].state == SUCCEEDED
    assert not found.cursors


def test_of_a_capped_reading_the_hunks_are_those_of_what_was_read(ingest: Ingest, hard: Path) -> None:
    path = copied(hard, prefix="capped-hunks")
    facts = collect(ingest.stub, source=str(path), request_id="capped-hunks", max_commits=7)
    assert same(hunks_streamed(ingest, facts.job.name), hunks_said(Oracle(path), facts))


def test_jobs_that_share_facts_have_one_pass(ingest: Ingest, hard: Path) -> None:
    path = copied(hard, prefix="shared-hunks")
    first, second = (
        collect(ingest.stub, source=str(path), request_id=f"shared-hunks-{number}").job.name for number in range(2)
    )
    whole = hunks_streamed(ingest, first)
    again = hunks_streamed(ingest, second)
    assert again.passes[-1].attempts == whole.passes[-1].attempts
    assert again.passes[-1].ingest_job == second
    assert same(whole, again)


@pytest.mark.parametrize("seed", [31, 32])
def test_a_later_reading_s_pass_reads_what_is_new_and_has_the_hunks_of_a_fresh_one(apart: Ingest, seed: int) -> None:
    path = apart.repositories / f"hunks-{seed}.git"
    with apart.worker(**SMALL):
        for at, commit in enumerate(grown(seed, path)):
            moved(path, commit)
            facts = collect(apart.stub, source=str(path), request_id=f"hunks-grown-{seed}-{at}")
            found = hunks_streamed(apart, facts.job.name)
            last = found.passes[-1]
            assert last.state == SUCCEEDED
            assert last.stored_chunks == last.chunks > 0
            assert same(found, hunks_said(Oracle(path), facts))
            taken_over = _chunks_taken_over(apart, facts.job.name)
            assert bool(taken_over) == bool(at)
            assert last.attempts[-1].checkpoint == last.chunks - taken_over


def _chunks_taken_over(ingest: Ingest, name: str) -> int:
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
        found = connection.execute(
            "SELECT count(owner) FROM ingest.chunks WHERE kind = 'changes' AND job_id = %s", [name.partition("/")[2]]
        ).fetchone()
    assert found is not None
    return int(found[0])


def test_hunks_that_are_too_many_for_a_message_are_cut(ingest: Ingest) -> None:
    path = ingest.repositories / "many-hunks.git"
    history = History()
    lines = 600_000
    first = history.commit(Put(b"large", b"a\n" * lines))
    changed = b"a\nb\n" * (lines // 2)
    history.commit(Put(b"large", changed), Put(b"small", b"one\n"), parents=(first,))
    history.write(path)
    facts = collect(ingest.stub, source=str(path), request_id="many-hunks")
    found = hunks_streamed(ingest, facts.job.name)
    assert len(found.cursors) > 2
    assert found.largest < 4 << 20
    assert same(found, hunks_said(Oracle(path), facts))
    resumed = hunks_streamed(ingest, facts.job.name, cursor=found.cursors[0])
    assert resumed.cursors == found.cursors[1:]


def test_a_killed_worker_s_pass_goes_on_where_it_stood(apart: Ingest, long_history: Path) -> None:
    path = _near(apart, long_history)
    with apart.worker(**SLOWLY):
        facts = collect(apart.stub, source=str(path), request_id="long-hunks")
    found = Hunks()
    stream = apart.hunks.StreamHunks(pb.StreamHunksRequest(ingest_job=facts.job.name, follow=True))
    with apart.worker(**SLOWLY) as victim:
        for response in stream:
            found.take(response)
            if len(found.cursors) > 3:
                break
        victim.send_signal(signal.SIGKILL)
    with apart.worker(**SLOWLY):
        for response in stream:
            found.take(response)
    last = found.passes[-1]
    assert last.state == SUCCEEDED
    assert _outcomes(last) == ["LOST", "SUCCEEDED"]
    assert last.attempts[0].checkpoint > 3
    assert last.attempts[1].checkpoint == last.chunks  # stored once each, whoever stored them
    assert same(found, hunks_said_of_a_line(Oracle(path)))


def test_a_pass_that_is_stopped_keeps_its_chunks_and_is_taken_up_by_a_retry(apart: Ingest, long_history: Path) -> None:
    path = _near(apart, long_history, name="stopped.git")
    with apart.worker(**SLOWLY):
        facts = collect(apart.stub, source=str(path), request_id="stopped-hunks")
        _started(apart, facts.job.name)
        until(lambda: _started(apart, facts.job.name).stored_chunks > 3)
        apart.hunks.CancelHunks(pb.CancelHunksRequest(ingest_job=facts.job.name))
        stopped = hunks_streamed(apart, facts.job.name)
        assert stopped.passes[-1].state == lifecycle_pb2.STATE_CANCELLED
        assert 3 < stopped.passes[-1].stored_chunks < stopped.passes[-1].chunks
        assert len(stopped.cursors) == stopped.passes[-1].stored_chunks
        assert not list(apart.clones.glob("*/*/repository"))
        _started(apart, facts.job.name, retry=1)
        rest = hunks_streamed(apart, facts.job.name, cursor=stopped.cursors[-1])
    assert rest.passes[-1].state == SUCCEEDED
    assert _outcomes(rest.passes[-1]) == ["CANCELLED", "SUCCEEDED"]
    assert same(
        Hunks(hunks=stopped.hunks | rest.hunks, merges=stopped.merges | rest.merges, complete=rest.complete),
        hunks_said_of_a_line(Oracle(path)),
    )


def test_a_pass_makes_way_for_a_reading(apart: Ingest, long_history: Path, hard: Path) -> None:
    path = _near(apart, long_history, name="in-the-way.git")
    other = _near(apart, hard, name="hurrying.git")
    with apart.worker(**SLOWLY, CODEVOYAGE_WORKER_THREADS="1"):
        facts = collect(apart.stub, source=str(path), request_id="hunks-in-the-way")
        # The pass is at work until the reading has waited, however fast both are.
        with _nothing_stored(apart), _engine(apart) as engine:
            _started(apart, facts.job.name)
            until(lambda: _started(apart, facts.job.name).state == lifecycle_pb2.STATE_RUNNING)
            job = apart.job(other, "hurrying-past-hunks")
            until(lambda: readings_wait(engine))
        found = hunks_streamed(apart, facts.job.name)
    assert apart.now(job.name).state == SUCCEEDED
    assert "HANDED_OVER" in _outcomes(found.passes[-1])
    assert found.passes[-1].state == SUCCEEDED
    assert same(found, hunks_said_of_a_line(Oracle(path)))


def test_a_source_that_was_rewritten_since_fails_and_says_so(ingest: Ingest) -> None:
    path = ingest.repositories / "rewritten-hunks.git"
    for content in (b"one\n", b"two\n"):
        shutil.rmtree(path, ignore_errors=True)
        history = History()
        history.commit(Put(b"a", content))
        history.write(path)
        if content == b"one\n":
            facts = collect(ingest.stub, source=str(path), request_id="rewritten-hunks")
    last = hunks_streamed(ingest, facts.job.name).passes[-1]
    assert last.state == lifecycle_pb2.STATE_FAILED
    assert last.failure.reason == "HISTORY_REWRITTEN"


def test_hunks_go_with_the_job_that_they_are_of(ingest: Ingest, hard: Path) -> None:
    path = copied(hard, prefix="hunks-to-delete")
    facts = collect(ingest.stub, source=str(path), request_id="hunks-to-delete")
    hunks_streamed(ingest, facts.job.name)
    assert _rows_left(ingest, facts.job.name)
    delete = ingest_service_pb2.DeleteIngestJobsRequest(names=[facts.job.name])
    assert not ingest.stub.DeleteIngestJobs(delete).remaining
    until(lambda: not _rows_left(ingest, facts.job.name))  # they go a batch at a time


@contextmanager
def _nothing_stored(ingest: Ingest) -> Iterator[None]:
    """While inside, who stores hunks waits."""
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection, connection.transaction():
        connection.execute("LOCK TABLE ingest.hunks IN SHARE MODE")
        yield


@contextmanager
def _engine(ingest: Ingest) -> Iterator[Engine]:
    engine = create_engine(ingest.database.sqlalchemy_url("ingest"))
    try:
        yield engine
    finally:
        engine.dispose()


def _rows_left(ingest: Ingest, name: str) -> int:
    job_id = name.partition("/")[2]
    counts = " + ".join(
        f"(SELECT count(*) FROM ingest.{table} WHERE job_id = %(job)s)"
        for table in ("hunks", "hunk_chunks", "merge_changes")
    )
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
        found = connection.execute(f"SELECT {counts}", {"job": job_id}).fetchone()
    assert found is not None
    return int(found[0])


def _near(ingest: Ingest, history: Path, *, name: str = "") -> Path:
    """The same history where this ingest may read it."""
    path = ingest.repositories / (name or f"hunks-of-{history.name}")
    if not path.exists():
        git(ingest.repositories, "clone", "--quiet", "--bare", str(history), str(path))
    return path
