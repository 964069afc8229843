"""The people of a repository: listed page by page, corrected once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from codevoyage.ingest.v1 import people_service_pb2 as pb
from codevoyage_cli.client.repeating import repeated
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_SERVICE: Final = "ingest"
#: People of one page: what the contract allows.
_PAGE: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Page:
    """people: of one page. pending_edits: corrections that the next reading will have."""

    people: Sequence[pb.Person]
    pending_edits: int


def people_pages(session: Session, source: str) -> Iterator[Page]:
    """All people, most commits first. Raises CallFailed."""
    request = pb.ListPeopleRequest(source=source, page_size=_PAGE)
    while True:
        with translated(_SERVICE):
            answer = session.people.ListPeople(request, timeout=CALL_SECONDS)
        yield Page(people=answer.people, pending_edits=answer.pending_edits)
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def edit_pages(session: Session, source: str) -> Iterator[Sequence[pb.PersonEdit]]:
    """All corrections that hold, in the order in which they were made. Raises CallFailed."""
    request = pb.ListEditsRequest(source=source, page_size=_PAGE)
    while True:
        with translated(_SERVICE):
            answer = session.people.ListEdits(request, timeout=CALL_SECONDS)
        yield answer.edits
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def undo(session: Session, request: pb.UndoEditRequest) -> pb.PersonEdit:
    """The correction that was taken back; `request_id` must be set. Raises CallFailed."""
    return repeated(lambda: session.people.UndoEdit(request, timeout=CALL_SECONDS), service=_SERVICE).edit


def merge(session: Session, request: pb.MergePeopleRequest) -> pb.Person:
    """The person that they are now; `request_id` must be set. Raises CallFailed."""
    return repeated(lambda: session.people.MergePeople(request, timeout=CALL_SECONDS), service=_SERVICE).person


def split(session: Session, request: pb.SplitPersonRequest) -> pb.Person:
    """The person that was split off; `request_id` must be set. Raises CallFailed."""
    return repeated(lambda: session.people.SplitPerson(request, timeout=CALL_SECONDS), service=_SERVICE).person
