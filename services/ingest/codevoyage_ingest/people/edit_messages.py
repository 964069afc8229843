"""Corrections as messages, a page at a time."""

from __future__ import annotations

from typing import Final

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_common.errors import InvalidField
from codevoyage_ingest.people.edits import EditKind
from codevoyage_ingest.store.people import EditsNow
from codevoyage_ingest.store.person_edits import NumberedEdit

_KINDS: Final = {EditKind.MERGE: pb.PERSON_EDIT_KIND_MERGE, EditKind.SPLIT: pb.PERSON_EDIT_KIND_SPLIT}
#: Bytes of one page: gRPC's default for what a client takes is 4 MiB, and one correction has at most 0.2 MB.
_PAGE_BYTES: Final = 1 << 20
#: Digits of the largest number that is stored.
_DIGITS: Final = 18


def page(now: EditsNow, *, size: int, token: str) -> pb.ListEditsResponse:
    """The corrections after the one that a token names. Raises InvalidField for no token of ours."""
    if token and not (token.isascii() and token.isdigit() and len(token) <= _DIGITS):
        raise InvalidField("page_token", "empty, or the next_page_token of the same list")
    left = [each for each in now.edits if each.number > int(token or 0)]
    answer, taken = pb.ListEditsResponse(), 0
    for each in left[:size]:
        message = edit(each, pending=each.number > now.in_facts)
        taken += message.ByteSize()
        if taken > _PAGE_BYTES and answer.edits:
            break
        answer.edits.append(message)
    if len(answer.edits) < len(left):
        answer.next_page_token = str(answer.edits[-1].number)
    return answer


def edit(value: NumberedEdit, *, pending: bool) -> pb.PersonEdit:
    """One correction. pending: the newest facts do not have it."""
    message = pb.PersonEdit(
        number=value.number,
        kind=_KINDS[value.edit.kind],
        signatures=[pb.SignedAs(email=each.email, name=each.name) for each in value.edit.signatures],
        pending=pending,
    )
    message.create_time.FromDatetime(value.time)
    return message
