"""What people correct of the rules: merges and splits, in the order in which they were made."""

from __future__ import annotations

import pytest

from codevoyage_ingest.people.edits import Edit, EditKind, SignedAs
from codevoyage_ingest.people.listing import listed
from codevoyage_ingest.people.mailmap import Mailmap
from codevoyage_ingest.people.persons import persons

ADA, BRIAN, TEAM_ADA, TEAM_BRIAN, ADA_AGAIN = (
    (b"Ada King", b"ada@x"),
    (b"Brian", b"brian@x"),
    (b"ada", b"team@x"),
    (b"brian", b"team@x"),
    (b"Ada King", b"king@y"),
)
#: The rules alone: {ADA, ADA_AGAIN}, {BRIAN}, {TEAM_ADA, TEAM_BRIAN}.
SIGNATURES = [ADA, BRIAN, TEAM_ADA, TEAM_BRIAN, ADA_AGAIN]
TOGETHER = frozenset


def merge(*signatures: SignedAs) -> Edit:
    return Edit(kind=EditKind.MERGE, signatures=signatures)


def split(*signatures: SignedAs) -> Edit:
    return Edit(kind=EditKind.SPLIT, signatures=signatures)


def exactly(signature: tuple[bytes, bytes]) -> SignedAs:
    return SignedAs(name=signature[0], email=signature[1])


def groups(*edits: Edit, signatures: list[tuple[bytes, bytes]] = SIGNATURES) -> set[frozenset[tuple[bytes, bytes]]]:
    found: dict[int, set[tuple[bytes, bytes]]] = {}
    for signature, number in zip(signatures, persons(signatures, Mailmap(), edits).numbers, strict=True):
        found.setdefault(number, set()).add(signature)
    return set(map(TOGETHER, found.values()))


RULES = {TOGETHER({ADA, ADA_AGAIN}), TOGETHER({BRIAN}), TOGETHER({TEAM_ADA, TEAM_BRIAN})}


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], RULES),
        # Whole persons are merged, whichever of their signatures is named.
        (
            [merge(SignedAs(email=b"KING@y"), exactly(BRIAN))],
            {TOGETHER({ADA, ADA_AGAIN, BRIAN}), TOGETHER({TEAM_ADA, TEAM_BRIAN})},
        ),
        # Exactly what is named is split off.
        (
            [split(exactly(TEAM_BRIAN))],
            {TOGETHER({ADA, ADA_AGAIN}), TOGETHER({BRIAN}), TOGETHER({TEAM_ADA}), TOGETHER({TEAM_BRIAN})},
        ),
        (
            [split(exactly(TEAM_BRIAN)), merge(exactly(TEAM_BRIAN), exactly(BRIAN))],
            {TOGETHER({ADA, ADA_AGAIN}), TOGETHER({BRIAN, TEAM_BRIAN}), TOGETHER({TEAM_ADA})},
        ),
        # Each undoes the other.
        ([merge(exactly(ADA), exactly(BRIAN)), split(exactly(BRIAN))], RULES),
        ([split(exactly(ADA)), merge(exactly(ADA), exactly(ADA_AGAIN))], RULES),
        # What is not there is left out.
        ([merge(SignedAs(email=b"gone@x"), exactly(BRIAN)), split(SignedAs(email=b"gone@x"))], RULES),
        ([merge(exactly((b"brian", b"brian@x")), exactly(ADA))], RULES),  # a name is meant exactly
    ],
)
def test_edits_come_after_the_rules(edits: list[Edit], expected: set[frozenset[tuple[bytes, bytes]]]) -> None:
    assert groups(*edits) == expected


def test_an_e_mail_alone_means_later_names_too() -> None:
    later = (b"Countess", b"king@y")
    edit = split(SignedAs(email=b"king@y"))
    assert TOGETHER({ADA_AGAIN, later}) in groups(edit, signatures=[*SIGNATURES, later])
    # A signature that was named says nothing of others: the rules put a later one to where they put it.
    assert TOGETHER({ADA_AGAIN}) in groups(split(exactly(ADA_AGAIN)), signatures=[*SIGNATURES, later])


def test_a_person_is_its_smallest_signature_after_the_edits() -> None:
    found = persons(SIGNATURES, Mailmap(b"Countess <ada@x>\n"), [merge(exactly(ADA), exactly(TEAM_ADA))])
    assert found.numbers == [0, 1, 0, 0, 4]  # the mailmap leaves the address at king@y alone with its name
    assert found.names == [b"Countess", b"Brian", b"", b"", b"Ada King"]
    assert persons(SIGNATURES, Mailmap(), [split(exactly(ADA_AGAIN))]).numbers == [0, 1, 2, 2, 4]


def test_a_program_s_signatures_make_a_program_of_nobody_who_is_split_off() -> None:
    signatures = [ADA, (b"some[bot]", b"ada@x")]
    assert persons(signatures, Mailmap()).bots == [True, True]
    assert persons(signatures, Mailmap(), [split(exactly(ADA))]).bots == [False, True]


def test_a_list_with_edits_is_the_list_of_a_reading_that_has_them() -> None:
    """Those that it has are not applied again: here that would join whom the second one took apart."""
    edits = [merge(exactly(ADA), exactly(BRIAN)), split(exactly(ADA)), merge(exactly(ADA), exactly(TEAM_ADA))]
    assert groups(*edits) != groups(*edits, *edits)
    authored = {0: 3, 1: 4, 3: 9}
    for seen in range(len(edits) + 1):
        stored = persons(SIGNATURES, Mailmap(), edits[:seen])
        now = listed(SIGNATURES, stored, edits=edits[seen:], authored=authored)
        assert [(each.name, each.commits, each.numbers) for each in now] == [
            (b"Ada King", 12, (0, 2, 3)),
            (b"Brian", 4, (1, 4)),
        ]
