"""People as messages, a page at a time."""

from __future__ import annotations

from typing import Final

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_common.errors import InvalidField
from codevoyage_ingest.people.listing import Person
from codevoyage_ingest.store.people import PeopleNow

#: Bytes of a name or an e-mail that are told; what is longer is nobody's.
_TEXT_BYTES: Final = 1_000
#: Signatures of one person that are told.
_SIGNATURES: Final = 200
#: Bytes of one page: gRPC's default for what a client takes is 4 MiB, and one person has at most 0.4 MB.
_PAGE_BYTES: Final = 1 << 20


def page(now: PeopleNow, *, size: int, token: str) -> pb.ListPeopleResponse:
    """The people from where a token says; at least one, if there is one.

    Raises InvalidField for a token of another list.
    """
    # What the order of the list depends on: a token of an earlier state would leave people out, or repeat them.
    state = f"{now.job_id}-{now.last_edit}"
    first = _first(token, state=state, count=len(now.people))
    answer = pb.ListPeopleResponse(
        people_count=len(now.people), ingest_job=f"ingestJobs/{now.job_id}", pending_edits=now.pending
    )
    taken, end = 0, first
    for each in now.people[first : first + size]:
        message = person(now, each)
        taken += message.ByteSize()
        if taken > _PAGE_BYTES and end > first:
            break
        answer.people.append(message)
        end += 1
    if end < len(now.people):
        answer.next_page_token = f"{state}-{end}"
    return answer


def person(now: PeopleNow, value: Person) -> pb.Person:
    """One person, with as many signatures as are told."""
    return pb.Person(
        name=value.name[:_TEXT_BYTES],
        email=value.email[:_TEXT_BYTES],
        bot=value.bot,
        commits=value.commits,
        signatures=[
            pb.PersonSignature(
                name=now.signatures[number][0][:_TEXT_BYTES],
                email=now.signatures[number][1][:_TEXT_BYTES],
                commits=now.authored.get(number, 0),
            )
            for number in value.numbers[:_SIGNATURES]
        ],
        signature_count=len(value.numbers),
    )


def _first(token: str, *, state: str, count: int) -> int:
    if not token:
        return 0
    known, _, number = token.rpartition("-")
    if known != state or not (number.isascii() and number.isdigit()) or not 0 < int(number) < count:
        raise InvalidField(
            "page_token", "empty, or the next_page_token of the same list, to which nothing was added meanwhile"
        )
    return int(number)
