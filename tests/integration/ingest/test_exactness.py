"""What ingest hands on is what git says, on a repository of hard cases: real git, PostgreSQL, Redis, server, worker."""

from __future__ import annotations

import pytest

from codevoyage.ingest.v1 import ingest_service_pb2
from tests.exactness.collected import Collected, collect
from tests.exactness.compare import commit_differences, count_differences, tree_differences
from tests.integration.ingest.conftest import Ingest
from tests.repositories import hard_cases
from tests.repositories.oracle import Oracle


@pytest.fixture(scope="module", params=["sha1", "sha256"])
def read(ingest: Ingest, request: pytest.FixtureRequest) -> tuple[Collected, Oracle]:
    path = ingest.repositories / f"hard-{request.param}.git"
    hard_cases.build(path, object_format=request.param)
    facts = collect(ingest.stub, source=str(path), request_id=f"exact-{request.param}")
    return facts, Oracle(path)


def test_commits_parents_mainline_and_people_are_gits(read: tuple[Collected, Oracle]) -> None:
    assert list(commit_differences(*read)) == []


def test_every_non_merge_commit_counts_as_numstat_does(read: tuple[Collected, Oracle]) -> None:
    assert list(count_differences(*read)) == []


def test_the_tree_at_every_mainline_commit_is_that_of_ls_tree(read: tuple[Collected, Oracle]) -> None:
    assert list(tree_differences(*read)) == []


def test_names_and_times_are_what_the_commits_say(read: tuple[Collected, Oracle]) -> None:
    facts, oracle = read
    for commit in facts.commits:
        assert commit.author[0] == oracle.show(commit.id, "%an")
        assert commit.author[1] == oracle.show(commit.id, "%ae")
        assert commit.committer_time[0] == int(oracle.show(commit.id, "%ct"))


def test_a_renamed_file_keeps_its_identity_and_one_that_is_added_again_gets_a_new_one(
    read: tuple[Collected, Oracle],
) -> None:
    facts, _ = read
    flat = [change for commit in facts.commits for change in facts.changes.get(commit.id, [])]
    file_of: dict[bytes, bytes] = {}
    renames = additions = 0
    for change, file in zip(flat, facts.change_files, strict=True):
        if change.status == "RENAMED" and change.old_path in file_of:
            renames += 1
            assert file == file_of[change.old_path]
        if change.status == "ADDED" and change.path in file_of:
            additions += 1
            assert file != file_of[change.path]
        file_of[change.path] = file
    assert renames
    assert additions


def test_the_stream_goes_on_after_any_cursor_without_loss_or_repetition(
    ingest: Ingest, read: tuple[Collected, Oracle]
) -> None:
    facts, _ = read
    assert facts.cursors == sorted(set(facts.cursors), key=int)
    for at, cursor in enumerate(facts.cursors):
        request = ingest_service_pb2.StreamHistoryRequest(name=facts.job.name, cursor=cursor)
        rest = [message.cursor for message in ingest.stub.StreamHistory(request) if message.HasField("facts")]
        assert rest == facts.cursors[at + 1 :]
