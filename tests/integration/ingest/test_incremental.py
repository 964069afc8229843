"""The second reading of a repository: only what is new is read, and the facts are those of a fresh reading."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import differences
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_taking_up import until
from tests.repositories.copies import copied
from tests.repositories.history import ADA, BRIAN, Delete, Edit, History, Put, git
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration
#: Small, so that some chunks end below the last common commit and some do not.
SMALL = {
    "CODEVOYAGE_COMMITS_PER_CHUNK": "37",
    "CODEVOYAGE_CHANGE_COMMITS_PER_CHUNK": "23",
    "CODEVOYAGE_VERSIONS_PER_CHUNK": "50",
}


@pytest.fixture(scope="module")
def small(apart: Ingest) -> Iterator[Ingest]:
    with apart.worker(**SMALL):
        yield apart


def grown(seed: int, path: Path) -> list[str]:
    """A history of two lines that merge and part, with files that come, change, move and go.

    Returns commits that its branch is at, one after the other: twice it moves on, then it is rewritten from a commit
    far below, then it moves on from there.
    """
    chance = random.Random(seed)
    history = History()
    living: list[bytes] = []

    def edits() -> list[Edit]:
        found: list[Edit] = []
        for _ in range(chance.randint(1, 4)):
            kind = chance.random()
            if living and kind < 0.12:
                found.append(Delete(living.pop(chance.randrange(len(living)))))
            elif living and kind < 0.3:
                # The same content under another name: a rename, where the old one goes.
                old = living.pop(chance.randrange(len(living)))
                new = b"moved/%d-" % chance.randrange(10**6) + old.rpartition(b"/")[2]
                found += [Delete(old), Put(new, _content(old))]
                living.append(new)
            elif living and kind < 0.7:
                found.append(Put(chance.choice(living), b"%d\n" % chance.randrange(99) * chance.randint(0, 40)))
            else:
                name = b"folder-%d/%d.txt" % (chance.randrange(5), chance.randrange(10**6))
                found.append(Put(name, _content(name)))
                living.append(name)
        return found

    def line(length: int, start: int) -> list[int]:
        made, side = [start], start
        for number in range(length):
            author = BRIAN if number % 3 else ADA
            if number % 7 == 3:
                side = history.commit(*edits(), parents=(side,), branch=b"side", author=author)
            parents = (made[-1], side) if number % 7 == 6 else (made[-1],)
            branch = b"%d-%d" % (start, number)  # so that it can be found again
            made.append(history.commit(*edits(), parents=parents, author=author, branch=branch))
        git_names[made[-1]] = branch.decode()
        return made[1:]

    git_names: dict[int, str] = {}
    root = history.commit(*edits())
    first = line(90, root)
    second = line(60, first[-1])
    rewritten = line(70, first[40])
    after = line(20, rewritten[-1])
    history.write(path)
    tips = (first[-1], second[-1], rewritten[-1], after[-1])
    return [git(path, "rev-parse", git_names[tip]).decode().strip() for tip in tips]


def _content(name: bytes) -> bytes:
    return b"".join(b"%b line %d\n" % (name.rpartition(b"/")[2], number) for number in range(30))


def moved(path: Path, commit: str) -> Path:
    git(path, "update-ref", "refs/heads/main", commit)
    return path


def canonical(facts: Collected) -> dict[str, Any]:
    """Everything that the facts say, without the numbers that they are stored under."""
    people = [facts.signatures[smallest] for smallest in facts.persons]
    changes = [(commit, change) for commit, of_one in facts.changes.items() for change in of_one]
    return {
        "commits": facts.commits,
        "changes": list(zip(changes, facts.change_files, strict=True)),
        "versions": facts.versions,
        "people": sorted(zip(facts.signatures, people, strict=True)),
    }


def _taken_over(ingest: Ingest, name: str) -> tuple[int, int]:
    """Chunks that are an earlier job's, and all."""
    with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
        found = connection.execute(
            "SELECT count(owner), count(*) FROM ingest.chunks WHERE job_id = %s", [name.partition("/")[2]]
        ).fetchone()
    assert found is not None
    return found[0], found[1]


def _stages(ingest: Ingest, name: str) -> set[str]:
    return {lifecycle_pb2.Stage.Name(each.stage).removeprefix("STAGE_") for each in ingest.now(name).stages}


@pytest.mark.parametrize("seed", range(4))
def test_what_is_new_makes_the_facts_of_a_fresh_reading(small: Ingest, seed: int) -> None:
    path = small.repositories / f"grown-{seed}.git"
    shared = []
    for at, commit in enumerate(grown(seed, path)):
        moved(path, commit)
        facts = collect(small.stub, source=str(path), request_id=f"incremental-{seed}-{at}")
        assert not list(differences(facts, Oracle(path)))
        fresh = collect(small.stub, source=str(copied(path, prefix="fresh")), request_id=f"fresh-{seed}-{at}")
        assert canonical(facts) == canonical(fresh)
        shared.append(_taken_over(small, facts.job.name))
        assert _taken_over(small, fresh.job.name)[0] == 0
    assert shared[0][0] == 0
    assert all(taken > 0 for taken, _ in shared[1:])
    # After the push that rewrote it less is taken over than after the one that went on from there.
    assert shared[2][0] < shared[3][0]


def test_facts_outlive_the_job_that_read_them_as_long_as_they_are_used(small: Ingest) -> None:
    path = small.repositories / "outlived.git"
    before, after, *_ = grown(11, path)
    first = collect(small.stub, source=str(moved(path, before)), request_id="outlived-1")
    second = collect(small.stub, source=str(moved(path, after)), request_id="outlived-2")
    assert _taken_over(small, second.job.name)[0] > 0
    delete = pb.DeleteIngestJobsRequest
    assert not small.stub.DeleteIngestJobs(delete(names=[first.job.name])).remaining
    again = Collected(job=second.job)
    for message in small.stub.StreamHistory(pb.StreamHistoryRequest(name=second.job.name)):
        again.take(message)
    assert canonical(again) == canonical(second)
    assert not list(differences(again, Oracle(path)))
    assert not small.stub.DeleteIngestJobs(delete(names=[second.job.name])).remaining
    names = [job.name.partition("/")[2] for job in (first.job, second.job)]
    with closing(psycopg.connect(small.database.url("ingest"))) as connection:
        for table in ("jobs", "chunks"):
            key = "id" if table == "jobs" else "job_id"
            left = connection.execute(f"SELECT count(*) FROM ingest.{table} WHERE {key} = ANY(%s)", [names]).fetchone()  # type: ignore[arg-type]
            assert left == (0,)
        until(lambda: not connection.execute("SELECT 1 FROM ingest.remains").fetchone())
        for table in ("commits", "changes", "versions", "paths", "files", "signatures"):
            left = connection.execute(f"SELECT count(*) FROM ingest.{table} WHERE job_id = ANY(%s)", [names]).fetchone()  # type: ignore[arg-type]
            assert left == (0,)


def test_a_history_that_a_cap_cuts_is_read_anew(small: Ingest) -> None:
    path = small.repositories / "capped.git"
    before, after, *_ = grown(12, path)
    collect(small.stub, source=str(moved(path, before)), request_id="capped-1")
    capped = collect(small.stub, source=str(moved(path, after)), request_id="capped-2", max_commits=60)
    fresh = collect(small.stub, source=str(copied(path, prefix="fresh")), request_id="capped-3", max_commits=60)
    assert capped.job.head.truncated
    assert _taken_over(small, capped.job.name)[0] == 0
    assert canonical(capped) == canonical(fresh)


def test_a_reading_whose_worker_was_killed_goes_on_with_what_it_took_over(apart: Ingest) -> None:
    path = apart.repositories / "stopped.git"
    before, after, *_ = grown(13, path)
    with apart.worker(**SMALL):
        collect(apart.stub, source=str(moved(path, before)), request_id="stopped-1")
    job = apart.job(moved(path, after), "stopped-2")
    with closing(psycopg.connect(apart.database.url("ingest"))) as connection:
        # Versions cannot be stored, so that the attempt stands still after its own changes.
        connection.execute("LOCK TABLE ingest.versions IN SHARE MODE")
        with apart.worker(**SMALL) as worker:
            until(lambda: "MEASURING" in _stages(apart, job.name))
            worker.kill()
    taken, stored = _taken_over(apart, job.name)
    assert 0 < taken < stored
    with apart.worker(**SMALL):
        facts = Collected(job=job)
        for message in apart.stub.StreamHistory(pb.StreamHistoryRequest(name=job.name, follow=True)):
            facts.take(message)
        fresh = collect(apart.stub, source=str(copied(path, prefix="fresh")), request_id="stopped-3")
    assert canonical(facts) == canonical(fresh)
