"""People through a whole job: who is one person, what they are called, who is a program, and trailers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import History, Put, git

_TRAILED = b"""Work together

Co-authored-by: Ada King <ada@office.example>
Co-authored-by: Claude <noreply@anthropic.com>
Signed-off-by: Brian <brian@example.org>
"""


def _facts(ingest: Ingest, source: str, request_id: str) -> Iterator[facts_pb2.Facts]:
    name = ingest.stub.StartIngest(pb.StartIngestRequest(source=source, request_id=f"people-{request_id}")).job.name
    for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=name, follow=True)):
        if message.HasField("facts"):
            yield message.facts


def _signatures(facts: list[facts_pb2.Facts]) -> list[tuple[bytes, bytes]]:
    return [
        signature for each in facts for signature in zip(each.signatures.names, each.signatures.emails, strict=True)
    ]


def _people(facts: list[facts_pb2.Facts]) -> dict[tuple[bytes, bytes], tuple[set[bytes], bool]]:
    """(name, address) of each person, with the addresses that are that person's, and whether it is a program."""
    signatures = _signatures(facts)
    (columns,) = [each.people for each in facts if each.HasField("people")]
    found: dict[tuple[bytes, bytes], tuple[set[bytes], bool]] = {}
    for (_, email), person, bot in zip(signatures, columns.persons, columns.bots, strict=True):
        found.setdefault((columns.names[person], columns.emails[person]), (set(), bot))[0].add(email)
    return found


@pytest.fixture(scope="module")
def source(ingest: Ingest) -> str:
    history = History()
    one = history.commit(Put(b"a", b"1"), author=b"ada <ada@example.org>")
    two = history.commit(Put(b"a", b"2"), author=b"Ada King <ADA@home.example>", parents=(one,))
    three = history.commit(
        Put(b"a", b"3"), author=b"dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>", parents=(two,)
    )
    history.commit(
        Put(b"a", b"4"),
        Put(b".mailmap", b"Ada King <ada@proper.example> <ada@example.org>\n"),
        author=b"Brian <brian@example.org>",
        message=_TRAILED,
        parents=(three,),
    )
    history.write(ingest.repositories / "people.git")
    return str(ingest.repositories / "people.git")


def test_persons_are_joined_named_and_told_from_programs(ingest: Ingest, source: str) -> None:
    committer = {b"ada@example.org", b"ADA@home.example", b"ada@office.example"}
    assert _people(list(_facts(ingest, source, "joined"))) == {
        (b"Ada King", b"ADA@home.example"): (committer, False),
        (b"Brian", b"brian@example.org"): ({b"brian@example.org"}, False),
        (b"Claude", b"noreply@anthropic.com"): ({b"noreply@anthropic.com"}, True),
        (b"dependabot[bot]", b"1+dependabot[bot]@users.noreply.github.com"): (
            {b"1+dependabot[bot]@users.noreply.github.com"},
            True,
        ),
    }


def test_trailers_name_whoever_had_another_part(ingest: Ingest, source: str) -> None:
    facts = list(_facts(ingest, source, "trailers"))
    signatures = _signatures(facts)
    found = [
        (commit, facts_pb2.TrailerKind.Name(kind).removeprefix("TRAILER_KIND_"), *signatures[signature], assisted)
        for columns in (each.trailers for each in facts)
        for commit, kind, signature, assisted in zip(
            columns.commits, columns.kinds, columns.signatures, columns.assisted, strict=True
        )
    ]
    assert found == [
        (3, "CO_AUTHORED_BY", b"Ada King", b"ada@office.example", False),
        (3, "CO_AUTHORED_BY", b"Claude", b"noreply@anthropic.com", True),
        (3, "SIGNED_OFF_BY", b"Brian", b"brian@example.org", False),
    ]


def test_a_new_mailmap_gives_a_second_reading_the_people_of_a_fresh_one(ingest: Ingest, source: str) -> None:
    copy = ingest.repositories / "people-later.git"
    git(ingest.repositories, "clone", "--quiet", "--bare", source, str(copy))
    list(_facts(ingest, str(copy), "later-1"))
    blob = git(copy, "hash-object", "-w", "--stdin", stdin=b"Brian K <brian@example.org> <ada@home.example>\n")
    tree = git(copy, "mktree", stdin=b"100644 blob %b\t.mailmap\n" % blob.strip()).decode().strip()
    head = git(copy, "commit-tree", tree, "-p", "HEAD", "-m", "New").decode().strip()
    git(copy, "update-ref", "HEAD", head)
    later = list(_facts(ingest, str(copy), "later-2"))
    fresh = ingest.repositories / "people-fresh.git"
    git(ingest.repositories, "clone", "--quiet", "--bare", str(copy), str(fresh))
    again = list(_facts(ingest, str(fresh), "fresh"))
    assert _people(later) == _people(again)
    assert b"ADA@home.example" in next(
        emails for emails, _ in _people(later).values() if b"brian@example.org" in emails
    )
