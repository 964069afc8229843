"""Corrections of people through a real ingest: told at once, in the facts of the next reading, kept along readings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import psycopg
import pytest

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as ingest_pb
from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_common.rpc.status import from_call
from codevoyage_ingest.store.person_edits import EDITS
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git
from tests.repositories.oracle import Oracle

PEOPLE = (
    b"Ada King <ada@example.org>",
    b"Ada King <ada@home.example>",
    b"Countess <countess@example.org>",
    b"Brian <team@example.org>",
    b"Clara <team@example.org>",
)
Group = frozenset[bytes]


@pytest.fixture
def source(ingest: Ingest, request: pytest.FixtureRequest) -> Path:
    """A repository of the test's own: five signatures, the first authored five commits, the last one one."""
    path = ingest.repositories / f"{request.node.name.partition('[')[0]}.git"
    history = History()
    last: tuple[int, ...] = ()
    for number, who in enumerate(PEOPLE):
        for again in range(len(PEOPLE) - number):
            last = (history.commit(Put(b"a", b"%d %d" % (number, again)), author=who, parents=last),)
    history.write(path)
    return path


def signed(text: bytes) -> pb.SignedAs:
    name, _, email = text.rpartition(b" ")
    email = email.strip(b"<>")
    return pb.SignedAs(name=name, email=email) if name else pb.SignedAs(email=email)


def merged(ingest: Ingest, source: Path, request_id: str, *people: bytes) -> pb.Person:
    request = pb.MergePeopleRequest(source=str(source), request_id=request_id, people=map(signed, people))
    return ingest.people.MergePeople(request).person


def split(ingest: Ingest, source: Path, request_id: str, *signatures: bytes) -> pb.Person:
    request = pb.SplitPersonRequest(source=str(source), request_id=request_id, signatures=map(signed, signatures))
    return ingest.people.SplitPerson(request).person


def group(person: pb.Person) -> Group:
    return frozenset(b"%s <%s>" % (each.name, each.email) for each in person.signatures)


def listed(ingest: Ingest, source: Path, *, page_size: int = 0) -> tuple[set[Group], pb.ListPeopleResponse]:
    """Who is one person, by all pages; and the last page."""
    request = pb.ListPeopleRequest(source=str(source), page_size=page_size)
    found: set[Group] = set()
    while True:
        answer = ingest.people.ListPeople(request)
        found |= {group(each) for each in answer.people if each.commits}
        if not answer.next_page_token:
            return found, answer
        request.page_token = answer.next_page_token


def read(ingest: Ingest, source: Path, request_id: str) -> tuple[set[Group], ingest_job_pb2.IngestJob]:
    """A reading to its end: its facts' people who are authors, and the job."""
    job = ingest.job(source, request_id)
    signatures: list[bytes] = []
    persons: list[int] = []
    for message in ingest.stub.StreamHistory(ingest_pb.StreamHistoryRequest(name=job.name, follow=True)):
        facts = message.facts
        signatures += [b"%s <%s>" % pair for pair in zip(facts.signatures.names, facts.signatures.emails, strict=True)]
        persons += facts.people.persons
        job = message.job if message.HasField("job") else job
    groups: dict[int, set[bytes]] = {}
    for signature, person in zip(signatures, persons, strict=True):
        if signature in PEOPLE:
            groups.setdefault(person, set()).add(signature)
    return set(map(frozenset, groups.values())), job


RULES = {frozenset(PEOPLE[:2]), frozenset(PEOPLE[2:3]), frozenset(PEOPLE[3:])}
MERGED = {frozenset(PEOPLE[:3]), frozenset(PEOPLE[3:])}
BOTH = {frozenset(PEOPLE[:3]), frozenset(PEOPLE[3:4]), frozenset(PEOPLE[4:])}


def test_people_are_listed_with_the_commits_that_git_counts(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "edits-listed")
    expected = {
        line.split(b"\t")[1]: int(line.split(b"\t")[0])
        for line in Oracle(source).git("shortlog", "-sne", "HEAD").splitlines()
    }
    answer = ingest.people.ListPeople(pb.ListPeopleRequest(source=str(source)))
    counted = {
        b"%s <%s>" % (each.name, each.email): each.commits
        for person in answer.people
        for each in person.signatures
        if each.commits
    }
    assert counted == expected
    assert [person.commits for person in answer.people if person.commits] == [9, 3, 3]
    assert listed(ingest, source, page_size=1)[0] == RULES
    assert answer.people_count == len(answer.people)


def test_corrections_are_told_at_once_and_are_facts_of_the_next_reading(ingest: Ingest, source: Path) -> None:
    assert read(ingest, source, "edits-first")[0] == RULES
    person = merged(ingest, source, "edits-merge", PEOPLE[2], b"<ada@home.example>")
    assert group(person) == frozenset(PEOPLE[:3])
    assert person.commits == 12
    assert group(split(ingest, source, "edits-split", PEOPLE[4])) == frozenset(PEOPLE[4:])
    groups, answer = listed(ingest, source)
    assert (groups, answer.pending_edits) == (BOTH, 2)
    # The history is the same, and still it is not the same state.
    assert read(ingest, source, "edits-second")[0] == BOTH
    groups, answer = listed(ingest, source)
    assert (groups, answer.pending_edits) == (BOTH, 0)
    # From here on a reading of the same state shares its facts.
    groups, third = read(ingest, source, "edits-third")
    assert groups == BOTH
    assert _facts_of(ingest, third.name) is not None
    assert listed(ingest, source)[1].pending_edits == 0


def test_corrections_hold_for_commits_that_come_later(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "later-first")
    merged(ingest, source, "later-merge", PEOPLE[2], PEOPLE[0])
    tree = git(source, "rev-parse", "HEAD^{tree}").decode().strip()
    head = git(source, "commit-tree", tree, "-p", "HEAD", "-m", "Later").decode().strip()
    git(source, "update-ref", "HEAD", head)
    assert read(ingest, source, "later-second")[0] == MERGED


def test_a_request_id_is_one_correction(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "once-first")
    once = merged(ingest, source, "once-merge", PEOPLE[2], PEOPLE[0])
    split(ingest, source, "once-split", PEOPLE[2])
    assert listed(ingest, source)[0] == RULES
    # Carried out again it would undo the split.
    again = merged(ingest, source, "once-merge", PEOPLE[2], PEOPLE[0])
    assert listed(ingest, source)[0] == RULES
    assert group(once) == frozenset(PEOPLE[:3])
    assert group(again) in RULES
    with pytest.raises(grpc.RpcError) as error:
        merged(ingest, source, "once-merge", PEOPLE[2], PEOPLE[3])
    assert from_call(error.value, service="ingest").reason == "REQUEST_ID_REUSED"


def test_what_cannot_be_corrected_is_refused_and_changes_nothing(ingest: Ingest, source: Path) -> None:
    with pytest.raises(grpc.RpcError) as error:
        merged(ingest, source, "refused-early", PEOPLE[2], PEOPLE[0])
    assert from_call(error.value, service="ingest").reason == "RESULT_NOT_READY"
    read(ingest, source, "refused-first")
    for call, who, reason in (
        (merged, (PEOPLE[0], b"Nobody <ada@example.org>"), "RESOURCE_NOT_FOUND"),
        (merged, (PEOPLE[0], b"<nobody@example.org>"), "RESOURCE_NOT_FOUND"),
        (merged, (PEOPLE[0],), "INVALID_FIELD"),
        (merged, (PEOPLE[0], b"<>"), "INVALID_FIELD"),
        (split, (), "INVALID_FIELD"),
        (split, (PEOPLE[2],), "INVALID_FIELD"),  # all that the person has
        (split, (PEOPLE[0], PEOPLE[4]), "INVALID_FIELD"),  # of two people
        (split, (b"<team@example.org>",), "INVALID_FIELD"),
    ):
        with pytest.raises(grpc.RpcError) as error:
            call(ingest, source, "refused-request", *who)
        assert from_call(error.value, service="ingest").reason == reason, who
    groups, answer = listed(ingest, source)
    assert (groups, answer.pending_edits) == (RULES, 0)


def test_a_page_of_a_list_that_has_changed_is_refused(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "pages-first")
    request = pb.ListPeopleRequest(source=str(source), page_size=1)
    request.page_token = ingest.people.ListPeople(request).next_page_token
    assert ingest.people.ListPeople(request).people
    merged(ingest, source, "pages-merge", PEOPLE[2], PEOPLE[0])
    for token in (request.page_token, "x", "-", request.page_token + "0" * 20):
        request.page_token = token
        with pytest.raises(grpc.RpcError) as error:
            ingest.people.ListPeople(request)
        assert from_call(error.value, service="ingest").reason == "INVALID_FIELD"


def test_corrections_that_come_while_a_worker_dies_are_in_the_map_of_the_next_attempt(
    apart: Ingest, tmp_path: Path
) -> None:
    """The map has all edits that were there when it was made, and says which: none is lost, none is told twice."""
    path = apart.repositories / "killed.git"
    history = History()
    last: tuple[int, ...] = ()
    for number in range(1_500):
        last = (history.commit(Put(b"a", b"%d" % number), author=PEOPLE[number % len(PEOPLE)], parents=last),)
    history.write(path)
    with apart.worker():
        assert read(apart, path, "killed-first")[0] == RULES
    merged(apart, path, "killed-merge", PEOPLE[2], PEOPLE[0])
    job = apart.job(path, "killed-second")
    with apart.worker() as worker:
        while not apart.now(job.name).chunks:
            pass
        worker.kill()
        worker.wait()
    split(apart, path, "killed-split", PEOPLE[4])
    with apart.worker():
        groups, _ = read(apart, path, "killed-second")
    answer = apart.people.ListPeople(pb.ListPeopleRequest(source=str(path)))
    assert groups == (MERGED if answer.pending_edits else BOTH)
    assert listed(apart, path)[0] == BOTH


def test_corrections_at_the_same_time_come_one_after_the_other(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "parallel-first")
    with ThreadPoolExecutor(16) as threads:
        asked = [
            threads.submit(merged, ingest, source, f"parallel-{number // 2}", PEOPLE[number // 2 % 5], PEOPLE[0])
            for number in range(32)  # each twice
        ]
        assert all(PEOPLE[0] in group(each.result()) for each in asked)
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        numbers = connection.execute(
            "SELECT number FROM ingest.person_edits WHERE request_id ~ '^parallel-[0-9]+$' ORDER BY number"
        ).fetchall()
    assert [number for (number,) in numbers] == list(range(1, 17))


def test_a_repository_has_no_more_corrections_than_a_reading_can_apply(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "many-first")
    merged(ingest, source, "many-merge", PEOPLE[2], PEOPLE[0])
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        connection.execute(
            "INSERT INTO ingest.person_edits (repository_id, number, tenant, request_id, kind, emails, names) "
            "SELECT repository_id, another, tenant, 'many-' || another, kind, emails, names "
            "FROM ingest.person_edits AS made, generate_series(2, %s) AS another WHERE made.request_id = 'many-merge'",
            (EDITS,),
        )
    with pytest.raises(grpc.RpcError) as error:
        split(ingest, source, "many-split", PEOPLE[4])
    refused = from_call(error.value, service="ingest")
    assert (refused.reason, refused.metadata["bound"]) == ("QUOTA_EXCEEDED", "person_edits")
    assert read(ingest, source, "many-second")[0] == MERGED


def test_a_repository_without_commits_has_no_people(ingest: Ingest) -> None:
    path = ingest.repositories / "nobody.git"
    git(ingest.repositories, "init", "--quiet", "--bare", str(path))
    read(ingest, path, "nobody-first")
    assert list(ingest.people.ListPeople(pb.ListPeopleRequest(source=str(path))).people) == []


def test_corrections_go_with_their_repository(ingest: Ingest, source: Path) -> None:
    _, job = read(ingest, source, "gone-first")
    merged(ingest, source, "gone-merge", PEOPLE[2], PEOPLE[0])
    assert _count_of_edits(ingest, "gone-merge") == 1
    ingest.stub.DeleteIngestJobs(ingest_pb.DeleteIngestJobsRequest(names=[job.name]))
    assert _count_of_edits(ingest, "gone-merge") == 0
    assert read(ingest, source, "gone-second")[0] == RULES


def edits(ingest: Ingest, source: Path, *, page_size: int = 0) -> list[pb.PersonEdit]:
    """The corrections that hold, by all pages."""
    request = pb.ListEditsRequest(source=str(source), page_size=page_size)
    found: list[pb.PersonEdit] = []
    while True:
        answer = ingest.people.ListEdits(request)
        found += answer.edits
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


def undone(ingest: Ingest, source: Path, request_id: str, number: int) -> pb.PersonEdit:
    request = pb.UndoEditRequest(source=str(source), request_id=request_id, number=number)
    return ingest.people.UndoEdit(request).edit


def test_corrections_are_listed_as_they_were_asked_for(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "told-first")
    assert edits(ingest, source) == []
    merged(ingest, source, "told-merge", PEOPLE[2], b"<ada@home.example>")
    read(ingest, source, "told-second")
    split(ingest, source, "told-split", PEOPLE[4])
    told = edits(ingest, source)
    assert [(each.number, each.kind, each.pending) for each in told] == [
        (1, pb.PERSON_EDIT_KIND_MERGE, False),
        (2, pb.PERSON_EDIT_KIND_SPLIT, True),
    ]
    assert [list(each.signatures) for each in told] == [
        [signed(PEOPLE[2]), signed(b"<ada@home.example>")],
        [signed(PEOPLE[4])],
    ]
    assert told[0].create_time.ToNanoseconds() <= told[1].create_time.ToNanoseconds()
    assert edits(ingest, source, page_size=1) == told


def test_one_correction_is_taken_back_and_the_others_stay(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "back-first")
    merged(ingest, source, "back-merge", PEOPLE[2], PEOPLE[0])
    split(ingest, source, "back-split", PEOPLE[4])
    assert undone(ingest, source, "back-undo", 1).number == 1
    assert [each.number for each in edits(ingest, source)] == [2]
    # No reading had it: the list is at once as if it had never been made.
    only_split = {frozenset(PEOPLE[:2]), frozenset(PEOPLE[2:3]), frozenset(PEOPLE[3:4]), frozenset(PEOPLE[4:])}
    groups, answer = listed(ingest, source)
    assert (groups, answer.pending_edits) == (only_split, 3)
    assert read(ingest, source, "back-second")[0] == only_split
    assert listed(ingest, source)[1].pending_edits == 0
    # A reading has this one: the list loses it with the next one.
    assert not undone(ingest, source, "back-again", 2).pending
    groups, answer = listed(ingest, source)
    assert (groups, answer.pending_edits) == (only_split, 1)
    assert read(ingest, source, "back-third")[0] == RULES
    assert edits(ingest, source) == []


def test_a_correction_is_taken_back_once_for_a_request_id(ingest: Ingest, source: Path) -> None:
    read(ingest, source, "twice-first")
    merged(ingest, source, "twice-merge", PEOPLE[2], PEOPLE[0])
    assert undone(ingest, source, "twice-undo", 1) == undone(ingest, source, "twice-undo", 1)
    merged(ingest, source, "twice-other", PEOPLE[2], PEOPLE[0])
    assert [each.number for each in edits(ingest, source)] == [3]
    for call in (
        lambda: undone(ingest, source, "twice-undo", 3),
        lambda: undone(ingest, source, "twice-other", 3),
        lambda: merged(ingest, source, "twice-undo", PEOPLE[2], PEOPLE[0]),
    ):
        with pytest.raises(grpc.RpcError) as error:
            call()
        assert from_call(error.value, service="ingest").reason == "REQUEST_ID_REUSED"


def test_what_does_not_hold_cannot_be_taken_back(ingest: Ingest, source: Path) -> None:
    with pytest.raises(grpc.RpcError) as error:
        undone(ingest, source, "never-early", 1)
    assert from_call(error.value, service="ingest").reason == "RESULT_NOT_READY"
    read(ingest, source, "never-first")
    merged(ingest, source, "never-merge", PEOPLE[2], PEOPLE[0])
    undone(ingest, source, "never-undo", 1)
    for number, reason in (
        (1, "RESOURCE_NOT_FOUND"),  # taken back already
        (2, "RESOURCE_NOT_FOUND"),  # itself one that takes back
        (3, "RESOURCE_NOT_FOUND"),
        (2**63 - 1, "RESOURCE_NOT_FOUND"),
        (0, "INVALID_FIELD"),
        (-1, "INVALID_FIELD"),
    ):
        with pytest.raises(grpc.RpcError) as error:
            undone(ingest, source, "never-request", number)
        assert from_call(error.value, service="ingest").reason == reason, number
    for token in ("x", "-1", "9" * 30):
        with pytest.raises(grpc.RpcError) as error:
            ingest.people.ListEdits(pb.ListEditsRequest(source=str(source), page_token=token))
        assert from_call(error.value, service="ingest").reason == "INVALID_FIELD"
    assert edits(ingest, source) == []


def _facts_of(ingest: Ingest, name: str) -> str | None:
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        (found,) = connection.execute(
            "SELECT facts_of FROM ingest.jobs WHERE id = %s", (name.partition("/")[2],)
        ).fetchone() or (None,)
    return found


def _count_of_edits(ingest: Ingest, request_id: str) -> int:
    with psycopg.connect(ingest.database.url("ingest")) as connection:
        (found,) = connection.execute(
            "SELECT count(*) FROM ingest.person_edits WHERE request_id = %s", (request_id,)
        ).fetchone() or (0,)
    return int(found)
