"""People of an answer, as rows tell them."""

from __future__ import annotations

from collections.abc import Iterable

from codevoyage.analysis.v1 import person_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields


def by_number(people: Iterable[person_pb2.Person]) -> dict[int, Fields]:
    """What `person_fields` tells of each, under its number."""
    return {person.number: person_fields(person) for person in people}


def person_fields(person: person_pb2.Person) -> Fields:
    """name, email, bot; where a text had to be escaped, `name_bytes` or `email_bytes` has the exact bytes in base64."""
    return {**path_fields(person.name, "name"), **path_fields(person.email, "email"), "bot": person.bot}
