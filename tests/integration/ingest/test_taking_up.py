"""A job between its attempts: handed over, killed, stopped, taken up again, while its source moves on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import sql

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import differences
from tests.integration.ingest.conftest import PATIENCE, Ingest
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Many chunks, so that there is a middle.
SLOWLY = {
    "CODEVOYAGE_COMMITS_PER_CHUNK": "100",
    "CODEVOYAGE_CHANGE_COMMITS_PER_CHUNK": "20",
    "CODEVOYAGE_READERS": "1",
}
COMMITS = 3_000
Job = ingest_job_pb2.IngestJob
COUNT = sql.SQL("SELECT count(*) FROM ingest.{} WHERE job_id = ANY(%s)")


@pytest.fixture
def moving(apart: Ingest, request: pytest.FixtureRequest) -> Path:
    """A repository of its own for each test, to be pushed to."""
    path = apart.repositories / f"{request.node.name}.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(COMMITS):
        last = (history.commit(Put(b"file-%d.txt" % (number % 50), b"%d\n" % number * (number % 9 + 1)), parents=last),)
    history.write(path)
    return path


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def begun(apart: Ingest, source: Path, request_id: str) -> Job:
    """A job in the middle of its reading."""
    job = apart.job(source, request_id)
    until(lambda: apart.now(job.name).chunks > 5)
    return job


def outcomes(job: Job) -> list[str]:
    return [lifecycle_pb2.AttemptOutcome.Name(each.outcome).removeprefix("ATTEMPT_OUTCOME_") for each in job.attempts]


def gits(folder: Path) -> list[psutil.Process]:
    """git's processes on clones below a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "git" and str(folder) in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def facts_of(apart: Ingest, job: Job) -> Collected:
    facts = Collected(job=job)
    for message in apart.stub.StreamHistory(pb.StreamHistoryRequest(name=job.name, follow=True)):
        facts.take(message)
    return facts


def test_a_worker_that_is_told_to_end_hands_its_job_over_at_once(apart: Ingest, moving: Path) -> None:
    with apart.worker(**SLOWLY):
        job = begun(apart, moving, "handed-over")
    handed = apart.now(job.name)
    assert handed.state == lifecycle_pb2.STATE_RETRYING
    assert outcomes(handed) == ["HANDED_OVER"]
    assert gits(apart.clones) == []
    assert not list(apart.clones.glob("*/*"))
    with apart.worker():
        facts = facts_of(apart, job)
    assert outcomes(facts.job) == ["HANDED_OVER", "SUCCEEDED"]
    assert facts.job.attempts[1].checkpoint > facts.job.attempts[0].checkpoint > 5
    assert not list(differences(facts, Oracle(moving), positions=[COMMITS - 1]))


def test_gits_processes_end_with_a_worker_that_is_killed(apart: Ingest, moving: Path) -> None:
    with apart.worker(**SLOWLY) as worker:
        job = begun(apart, moving, "killed-with-git")
        worker.send_signal(signal.SIGSTOP)  # so that git is still at work when it dies
        assert gits(apart.clones)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        until(lambda: gits(apart.clones) == [])
    apart.stub.CancelIngest(pb.CancelIngestRequest(name=job.name))
    with apart.worker():
        until(lambda: apart.now(job.name).state == lifecycle_pb2.STATE_CANCELLED)
        until(lambda: not list(apart.clones.glob("*/*")))


def test_a_cancelled_job_is_taken_up_where_it_stood(apart: Ingest, moving: Path) -> None:
    with apart.worker(**SLOWLY):
        job = begun(apart, moving, "cancelled-then-retried")
        apart.stub.CancelIngest(pb.CancelIngestRequest(name=job.name))
        until(lambda: apart.now(job.name).state == lifecycle_pb2.STATE_CANCELLED)
        stored = apart.now(job.name).chunks
        assert stored > 5
        for _ in range(2):  # the same retry twice is one
            assert apart.job(moving, "cancelled-then-retried", retry=1).state in (
                lifecycle_pb2.STATE_RETRYING,
                lifecycle_pb2.STATE_RUNNING,
            )
        facts = facts_of(apart, job)
    assert outcomes(facts.job) == ["CANCELLED", "SUCCEEDED"]
    assert facts.job.attempts[0].checkpoint == stored
    assert not list(differences(facts, Oracle(moving), positions=[COMMITS - 1]))


def _push(repository: Path, *, rewrite: bool) -> None:
    """One commit more; with rewrite, on a history that is cut and pruned."""
    if rewrite:
        git(repository, "--git-dir=.", "update-ref", "refs/heads/main", "HEAD~40")
        git(repository, "--git-dir=.", "-c", "gc.pruneExpire=now", "gc", "--prune=now", "--quiet")
    parent = git(repository, "--git-dir=.", "rev-parse", "HEAD").decode().strip()
    tree = git(repository, "--git-dir=.", "rev-parse", "HEAD~3^{tree}").decode().strip()
    commit = git(repository, "--git-dir=.", "commit-tree", tree, "-p", parent, "-m", "Pushed").decode().strip()
    git(repository, "--git-dir=.", "update-ref", "refs/heads/main", commit)


@pytest.mark.parametrize("rewrite", [False, True], ids=["push", "force-push"])
def test_a_source_that_moves_between_attempts_is_read_as_one_state(apart: Ingest, moving: Path, rewrite: bool) -> None:
    request_id = f"moved-{rewrite}"
    with apart.worker(**SLOWLY):
        job = begun(apart, moving, request_id)
    before = Oracle(moving).head
    _push(moving, rewrite=rewrite)
    after = Oracle(moving)
    assert after.head != before
    with apart.worker():
        # Whoever follows over a rewriting sees the head change, and begins anew; so do we, at the end.
        until(lambda: apart.now(job.name).state == lifecycle_pb2.STATE_SUCCEEDED)
        facts = facts_of(apart, job)
    assert facts.job.head.commit_id.hex() == (after.head if rewrite else before)
    if rewrite:  # nothing stale is left: the same as one who reads it for the first time finds
        assert not list(differences(facts, after, positions=[len(after.mainline) - 1]))
    else:
        assert [commit.id for commit in facts.commits] == after.commits()[:-1]
        assert set(facts.tree(COMMITS - 1)) == {b"file-%d.txt" % number for number in range(50)}


@pytest.mark.parametrize(
    ("setting", "value", "bound"),
    [("CODEVOYAGE_READ_SECONDS", "1", "read_seconds"), ("CODEVOYAGE_CLONE_BYTES", "1000", "clone_bytes")],
)
def test_a_bound_that_is_reached_is_named_and_a_retry_goes_on(
    apart: Ingest, moving: Path, setting: str, value: str, bound: str
) -> None:
    # Borrowed objects are copied, not linked: they take room of our own.
    borrower = moving.with_name(f"borrower-{bound}.git")
    git(moving.parent, "clone", "--quiet", "--bare", "--shared", str(moving), str(borrower))
    with apart.worker(**SLOWLY | {setting: value, "CODEVOYAGE_CHANGE_COMMITS_PER_CHUNK": "1"}):
        facts = collect(apart.stub, source=str(borrower), request_id=f"bound-{bound}")
        assert facts.job.state == lifecycle_pb2.STATE_FAILED
        assert facts.job.failure.reason == "QUOTA_EXCEEDED"
        assert facts.job.failure.metadata["bound"] == bound
        assert outcomes(facts.job) == ["FAILED"]  # it would only meet the same bound again
        until(lambda: not list(apart.clones.glob("*/*")))
    with apart.worker():
        job = apart.job(borrower, f"bound-{bound}", retry=1)
        facts = facts_of(apart, job)
    assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED
    assert not list(differences(facts, Oracle(moving), positions=[COMMITS - 1]))


def test_a_disk_with_too_little_room_is_said_and_waited_for(apart: Ingest, moving: Path) -> None:
    room = os.statvfs(apart.repositories)
    more_than_there_is = str(room.f_blocks * room.f_frsize)
    with apart.worker(CODEVOYAGE_DISK_FREE_BYTES=more_than_there_is):
        job = apart.job(moving, "too-little-room")
        until(lambda: apart.now(job.name).retry.failure.reason == "DISK_FULL")
    with apart.worker():
        assert facts_of(apart, job).job.state == lifecycle_pb2.STATE_SUCCEEDED


def test_a_cap_of_the_settings_cuts_every_history_and_is_kept_by_a_job(apart: Ingest, moving: Path) -> None:
    with apart.worker(**SLOWLY | {"CODEVOYAGE_MAX_COMMITS": "1000"}):
        job = begun(apart, moving, "capped-by-settings")
    with apart.worker():  # without the cap
        facts = facts_of(apart, job)
        assert facts.job.head.truncated
        assert [commit.id for commit in facts.commits] == Oracle(moving).commits("--max-count=1000")
        whole = collect(apart.stub, source=str(moving), request_id="read-whole")
    assert (whole.job.head.truncated, len(whole.commits)) == (False, COMMITS)


def test_what_a_killed_worker_left_of_an_ended_job_is_swept(apart: Ingest, moving: Path) -> None:
    with apart.worker():
        job = collect(apart.stub, source=str(moving), request_id="swept-away").job
        left = apart.clones / job.name.removeprefix("ingestJobs/") / "1" / "repository"
        left.mkdir(parents=True)
        unknown = apart.clones / "aaaaaaaaaaaaaaaa" / "3"
        unknown.mkdir(parents=True)
        somebody_elses = apart.clones / "notes"
        somebody_elses.mkdir(exist_ok=True)
        until(lambda: not left.exists() and not unknown.exists())
        assert somebody_elses.exists()
        somebody_elses.rmdir()


def test_deleted_jobs_leave_no_rows_and_shared_facts_stay_until_the_last_one_goes(apart: Ingest, moving: Path) -> None:
    with apart.worker():
        first = collect(apart.stub, source=str(moving), request_id="deleted-1").job
        second = collect(apart.stub, source=str(moving), request_id="deleted-2").job
    delete = apart.stub.DeleteIngestJobs
    assert not delete(pb.DeleteIngestJobsRequest(names=[first.name])).remaining
    assert len(facts_of(apart, second).commits) == COMMITS
    assert not delete(pb.DeleteIngestJobsRequest(names=[second.name, "ingestJobs/aaaaaaaaaaaaaaaa"])).remaining
    assert set(_rows(apart, [first.name, second.name])) <= _FACTS  # which nobody waits for
    with apart.worker():
        until(lambda: _rows(apart, [first.name, second.name]) == {})


_FACTS = {"signatures", "person_map", "paths", "files", "commits", "changes", "rename_limited", "versions"}


def _rows(apart: Ingest, names: list[str]) -> dict[str, int]:
    """Rows that are left of jobs, by table."""
    ids = [name.removeprefix("ingestJobs/") for name in names]
    left = {}
    with psycopg.connect(apart.database.url("ingest")) as connection:
        for table in (*sorted(_FACTS), "chunks", "attempts"):
            count = connection.execute(COUNT.format(sql.Identifier(table)), [ids]).fetchone()
            if count and count[0]:
                left[table] = count[0]
        known = connection.execute("SELECT count(*) FROM ingest.jobs WHERE id = ANY(%s)", [ids]).fetchone()
        if known and known[0]:
            left["jobs"] = known[0]
    return left
