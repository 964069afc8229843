"""The people of a history as they are listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codevoyage_ingest.people.bots import is_bot
from codevoyage_ingest.people.edits import Edit, Signatures, edited
from codevoyage_ingest.people.mailmap import Signature
from codevoyage_ingest.people.persons import Persons, smallest


@dataclass(frozen=True, kw_only=True)
class Person:
    """name, email: what the person is called. numbers: of the signatures, by (e-mail, name). commits: authored."""

    name: bytes
    email: bytes
    bot: bool
    commits: int
    numbers: tuple[int, ...]


def listed(
    signatures: Sequence[Signature], known: Persons, *, edits: Sequence[Edit], authored: Mapping[int, int]
) -> list[Person]:
    """Most commits first, then by e-mail and name.

    known: of all signatures, as a reading stored them. edits: that it has not seen. authored: commits by number of
    signature. Whoever is another person than at the reading is called as the smallest signature says: the mailmap is
    not here.
    """
    numbers = known.numbers
    if edits:
        numbers = smallest(signatures, edited(Signatures(signatures), numbers, edits))
    members: dict[int, list[int]] = {}
    for number, person in enumerate(numbers):
        members.setdefault(person, []).append(number)
    people = []
    for person, its in members.items():
        named = known.numbers[person] == person
        name, email = (known.names[person], known.emails[person]) if named else signatures[person]
        people.append(
            Person(
                name=name,
                email=email,
                bot=any(is_bot(*signatures[number]) for number in its),
                commits=sum(authored.get(number, 0) for number in its),
                numbers=tuple(sorted(its, key=lambda number: signatures[number][::-1])),
            )
        )
    return sorted(people, key=lambda each: (-each.commits, each.email, each.name, each.numbers))
