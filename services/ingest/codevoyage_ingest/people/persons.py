"""Which signatures are one person. Identity version 2.

Two signatures are one person if the repository's `.mailmap` gives them one address or one full name; otherwise if they
have the same address (ASCII case-folded), or exactly the same full name. What people corrected comes after that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.people.bots import is_bot
from codevoyage_ingest.people.edits import Edit, Signatures, edited
from codevoyage_ingest.people.mailmap import Mailmap, Signature

#: Addresses that say nothing about who it is: git's and other programs' placeholders.
_PLACEHOLDERS: Final = frozenset(
    {
        b"",
        b"none",
        b"none@none",
        b"unknown",
        b"nobody",
        b"noreply",
        b"root",
        b"root@localhost",
        b"root@localhost.localdomain",
        b"user@localhost",
        b"you@example.com",
        b"your@email.com",
        b"email@example.com",
        b"user@example.com",
    }
)
#: Names that many people commit under.
_GENERIC: Final = frozenset(
    {
        b"your name",
        b"first last",
        b"no author",
        b"unknown author",
        b"unknown user",
        b"not committed yet",
        b"root user",
        b"system administrator",
        b"default user",
        b"test user",
        b"github user",
        b"system root",
    }
)


@dataclass(frozen=True, kw_only=True)
class Persons:
    """Entry i of each belongs to signature i.

    numbers: of its person's smallest signature, by (e-mail, name) bytes. names, emails: where signature i is a person's
    smallest one: what the person is called, by the mailmap if it says so; otherwise empty. bots: whether one of the
    person's signatures is a program's.
    """

    numbers: list[int]
    names: list[bytes]
    emails: list[bytes]
    bots: list[bool]


def persons(signatures: Sequence[Signature], mailmap: Mailmap, edits: Sequence[Edit] = ()) -> Persons:
    """The persons of all signatures (name, e-mail). edits: in the order in which they were made."""
    proper = [mailmap.proper(*signature) for signature in signatures]
    programs = [is_bot(*signature) for signature in signatures]
    # Signatures that share a key are joined, each with the first one that had the key.
    joined = list(range(len(signatures)))
    first: dict[tuple[bytes, ...], int] = {}
    for number, (signature, program) in enumerate(zip(proper, programs, strict=True)):
        for key in _keys(*signature, program=program):
            _join(joined, first.setdefault(key, number), number)
    groups = [_root(joined, number) for number in range(len(signatures))]
    if edits:
        groups = edited(Signatures(signatures), groups, edits)
    numbers = smallest(signatures, groups)
    bots = {person for person, program in zip(numbers, programs, strict=True) if program}
    return Persons(
        numbers=numbers,
        names=[proper[number][0] if person == number else b"" for number, person in enumerate(numbers)],
        emails=[proper[number][1] if person == number else b"" for number, person in enumerate(numbers)],
        bots=[person in bots for person in numbers],
    )


def smallest(signatures: Sequence[Signature], groups: Sequence[int]) -> list[int]:
    """For each signature the number of its group's smallest one, by (e-mail, name) bytes."""
    found: dict[int, int] = {}
    for number, ((name, email), group) in enumerate(zip(signatures, groups, strict=True)):
        known = found.get(group)
        if known is None or (email, name) < (signatures[known][1], signatures[known][0]):
            found[group] = number
    return [found[group] for group in groups]


def _keys(name: bytes, email: bytes, *, program: bool) -> Iterator[tuple[bytes, ...]]:
    """What another signature of the same person has too."""
    address = email.strip().lower()
    if address in _PLACEHOLDERS:
        yield (b"both", name, address)
    else:
        yield (b"address", address)
    words = name.split()
    # One word is a nickname, a first name or a role; programs are called alike in many repositories' services.
    if len(words) > 1 and name.strip().lower() not in _GENERIC and not program:
        yield (b"name", b" ".join(words))


def _root(joined: list[int], number: int) -> int:
    while joined[number] != number:
        joined[number] = joined[joined[number]]
        number = joined[number]
    return number


def _join(joined: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(joined, one), _root(joined, other)))
    joined[second] = first
