"""Who is one person: by mailmap, address and full name; and who is a program."""

from __future__ import annotations

import random

import pytest

from codevoyage_ingest.people.bots import is_bot
from codevoyage_ingest.people.mailmap import Mailmap
from codevoyage_ingest.people.persons import persons

Signatures = list[tuple[bytes, bytes]]


@pytest.mark.parametrize(
    ("signatures", "numbers"),
    [
        ([(b"Zoe", b"zoe@x"), (b"Z", b"ZOE@x"), (b"Ann", b"a@x")], [1, 1, 2]),  # b"ZOE@x" is bytewise first
        ([(b"Ada Byron", b"a@x"), (b"Ada Byron", b"b@x")], [0, 0]),
        ([(b"Ada", b"a@x"), (b"Ada", b"b@x")], [0, 1]),  # one word is anybody
        ([(b"Ada  Byron ", b"a@x"), (b"Ada Byron", b"b@x")], [0, 0]),
        ([(b"ada byron", b"a@x"), (b"Ada Byron", b"b@x")], [0, 1]),  # exactly the same
        ([(b"Your Name", b"a@x"), (b"Your Name", b"b@x")], [0, 1]),
        ([(b"Ada Byron", b""), (b"Brian K", b"")], [0, 1]),  # nobody's address joins nobody
        ([(b"a", b"root@localhost"), (b"b", b"root@localhost"), (b"a", b"root@localhost")], [0, 1, 0]),
        ([(b"My bot", b"a@x"), (b"My bot", b"b@x")], [0, 1]),  # programs of one name are not one program
        # Joined over a third one, whatever comes first.
        ([(b"A One", b"1@x"), (b"B Two", b"2@x"), (b"A One", b"2@x")], [0, 0, 0]),
        ([(b"B Two", b"2@x"), (b"A One", b"1@x"), (b"A One", b"2@x")], [1, 1, 1]),
    ],
)
def test_signatures_are_joined_by_address_and_full_name(signatures: Signatures, numbers: list[int]) -> None:
    assert persons(signatures, Mailmap()).numbers == numbers


def test_a_mailmap_joins_and_names() -> None:
    mailmap = Mailmap(b"Ada King <ada@proper> <ada@old>\nAda King <ada@proper> countess <SHARED@x>\n")
    found = persons(
        [(b"ada", b"ADA@old"), (b"Countess", b"shared@x"), (b"Brian", b"shared@x"), (b"Ada K", b"ada@proper")], mailmap
    )
    assert found.numbers == [0, 0, 2, 0]
    assert found.names == [b"Ada King", b"", b"Brian", b""]
    assert found.emails == [b"ada@proper", b"", b"shared@x", b""]


def test_whichever_way_they_come_they_are_the_same_persons() -> None:
    chance = random.Random(9)
    signatures = [
        (b"%c. %c" % (chance.choice(b"ABCD"), chance.choice(b"KLMN")), b"%d@x" % chance.randrange(12))
        for _ in range(25)
    ]
    signatures = list(dict.fromkeys(signatures))
    expected = {frozenset(group) for group in _groups(signatures)}
    for _ in range(20):
        chance.shuffle(signatures)
        assert {frozenset(group) for group in _groups(signatures)} == expected


def _groups(signatures: Signatures) -> list[Signatures]:
    groups: dict[int, Signatures] = {}
    for signature, number in zip(signatures, persons(signatures, Mailmap()).numbers, strict=True):
        groups.setdefault(number, []).append(signature)
    return list(groups.values())


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        (b"dependabot[bot]", b"49699333+dependabot[bot]@users.noreply.github.com", True),
        (b"Somebody's app", b"1+some-app[bot]@users.noreply.github.com", True),
        (b"renovate", b"bot@renovateapp.com", True),
        (b"k8s-ci-robot", b"k8s@x", True),
        (b"pre-commit-ci", b"x@y", True),
        (b"GitHub", b"noreply@github.com", True),
        (b"Hosted Weblate", b"hosted@weblate.org", True),
        (b"Ada", b"my-bot@x", True),
        (b"Jane Abbot", b"jane@x", False),
        (b"Talbot", b"talbot@x", False),
        (b"Botond Kiss", b"botond@x", False),
        (b"Travis CI", b"builds@travis-ci.com", True),
        (b"travis", b"travis@x", False),
        (b"Travis Doe", b"travis@x", False),
        (b"Dana", b"robot@x", False),
        (b"Zane", b"i.am.a.robot@x", False),
        (b"", b"1+coding-bot@users.noreply.github.com", True),
        (b"Robot Johnny", b"rj@x", False),
        (b"Ada Lovelace", b"1234+ada@users.noreply.github.com", False),
        (b"", b"", False),
        (b"\xff\xfe", b"\xff", False),
    ],
)
def test_programs_are_told_by_what_they_call_themselves(name: bytes, email: bytes, expected: bool) -> None:
    assert is_bot(name, email) is expected


def test_a_person_is_a_program_if_one_signature_is() -> None:
    found = persons([(b"x", b"x@x"), (b"x[bot]", b"x@x"), (b"y", b"y@y")], Mailmap())
    assert found.bots == [True, True, False]
