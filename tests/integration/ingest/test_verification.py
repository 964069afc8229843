"""What is stored compared with git: nothing differs of what was read, and exactly what was tampered with is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from codevoyage.common.v1 import lifecycle_pb2
from tests.exactness.collected import Collected, collect
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.verifying import asked, compared, differing, verified
from tests.repositories import hard_cases
from tests.repositories.oracle import Oracle

SUCCEEDED = lifecycle_pb2.STATE_SUCCEEDED


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def read(ingest: Ingest, request: pytest.FixtureRequest) -> tuple[Path, Collected]:
    path = ingest.repositories / f"verified-{request.param}.git"
    hard_cases.build(path, object_format=request.param)
    return path, collect(ingest.stub, source=str(path), request_id=f"verified-{request.param}")


def test_everything_of_hard_cases_is_compared_and_nothing_differs(ingest: Ingest, read: tuple[Path, Collected]) -> None:
    path, facts = read
    verification = verified(ingest, asked(path))
    assert verification.state == SUCCEEDED
    assert [each.sentence for each in verification.differences] == []
    assert differing(verification) == {}
    oracle = Oracle(path)
    found = compared(verification)
    changes = [change for of in facts.changes.values() for change in of]
    assert found["COMMITS"] == found["PARENTS"] == oracle.commit_count
    assert found["CHANGES"] == found["LINE_COUNTS"] == len(changes)
    assert found["RENAMES"] == sum(change.status == "RENAMED" for change in changes)
    assert found["TREES"] == len(oracle.mainline)
    assert found["TREE_FILES"] == sum(len(oracle.tree(commit)) for commit in oracle.mainline)


#: One stored fact each, made false; and what is found: kinds, and words of the sentence.
TAMPERED = {
    "an insertion too many": (
        (
            "UPDATE changes SET insertions = insertions + 1 WHERE {job} AND (commit, ordinal) = "
            "(SELECT commit, ordinal FROM changes WHERE {job} AND insertions > 0 ORDER BY 1, 2 LIMIT 1)"
        ),
        {"LINE_COUNTS": 1},
        "Insertions and deletions",
    ),
    "a change that is gone": (
        (
            "DELETE FROM changes WHERE {job} AND (commit, ordinal) = "
            "(SELECT commit, ordinal FROM changes WHERE {job} ORDER BY 1 DESC, 2 DESC LIMIT 1)"
        ),
        {"CHANGES": 1},
        "not stored",
    ),
    "another mode": (
        (
            "UPDATE changes SET new_mode = 33261 WHERE {job} AND (commit, ordinal) = "
            "(SELECT commit, ordinal FROM changes WHERE {job} AND new_mode = 33188 ORDER BY 1, 2 LIMIT 1)"
        ),
        {"CHANGES": 1},
        "100755",
    ),
    "another likeness": (
        (
            "UPDATE changes SET score = 51 WHERE {job} AND (commit, ordinal) = "
            "(SELECT commit, ordinal FROM changes WHERE {job} AND status = 4 ORDER BY 1, 2 LIMIT 1)"
        ),
        {"RENAMES": 1},
        "51",
    ),
    "another second": (
        "UPDATE commits SET author_time = author_time + 1 WHERE {job} AND number = 3",
        {"DATES": 1},
        "author",
    ),
    "another subject": (
        "UPDATE commits SET subject = 'Something else' WHERE {job} AND number = 3",
        {"MESSAGES": 1},
        "Something else",
    ),
    "a parent that is none": (
        "UPDATE commits SET parents = ARRAY[decode(repeat('ab', length(id)), 'hex')] WHERE {job} AND number = 3",
        {"PARENTS": 1},
        "abab",
    ),
    "an id that is none": (
        (
            "UPDATE commits SET id = decode(repeat('ab', length(id)), 'hex') WHERE {job} AND number = "
            "(SELECT max(number) FROM commits WHERE {job} AND mainline_position IS NULL)"
        ),
        {"COMMITS": 3},  # one that is not stored, one that is not reached, and no such commit
        "abab",
    ),
    "a line less at the newest": (
        (
            "UPDATE versions SET lines = lines - 1 WHERE {job} AND number = "
            "(SELECT number FROM versions WHERE {job} AND died IS NULL AND lines > 0 ORDER BY born DESC LIMIT 1)"
        ),
        {"TREES": 1, "TREE_FILES": 1},
        "lines",
    ),
    "another name of somebody": (
        (
            "UPDATE signatures SET name = 'Nobody' WHERE {job} AND number = "
            "(SELECT author FROM commits WHERE {job} GROUP BY 1 ORDER BY count(*), 1 LIMIT 1)"
        ),
        {"SIGNATURES": 2},  # author and committer of one commit
        "Nobody",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_one_fact_that_was_tampered_with_is_found_and_nothing_else(
    ingest: Ingest, read: tuple[Path, Collected], what: str
) -> None:
    path, facts = read
    statement, kinds, words = TAMPERED[what]
    with _tampered(ingest, statement, job=facts.job.name):
        verification = verified(ingest, asked(path, trees=0))
    assert verification.state == SUCCEEDED
    assert differing(verification) == kinds
    assert any(words in each.sentence for each in verification.differences)
    assert len(verification.differences) == sum(kinds.values()) - kinds.get("TREES", 0)
    assert differing(verified(ingest, asked(path, trees=0))) == {}


@contextmanager
def _tampered(ingest: Ingest, statement: str, *, job: str) -> Iterator[None]:
    """A statement that changes one job's facts, undone afterwards from a copy."""
    condition = f"job_id = '{job.partition('/')[2]}'"
    tables = ("commits", "changes", "versions", "signatures")
    with psycopg.connect(ingest.database.url("ingest"), autocommit=True) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE untouched_{table} AS SELECT * FROM {table} WHERE {condition}")
        changed = connection.execute(statement.format(job=condition))
        assert changed.rowcount == 1
        try:
            yield
        finally:
            for table in tables:
                connection.execute(f"DELETE FROM {table} WHERE {condition}")
                connection.execute(f"INSERT INTO {table} SELECT * FROM untouched_{table}")
                connection.execute(f"DROP TABLE untouched_{table}")
