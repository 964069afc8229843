"""Bus factors, and what is orphaned when people leave, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.named_people import by_number
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import iso_time

#: Files of one page: what the contract allows.
_PAGE: Final = 10_000


def bus_factor_rows(
    session: Session, name: str, selected: selection_pb2.Selection, *, depth: int
) -> list[dict[str, Any]]:
    """Of everything, whose `path` is None, then of each folder. Raises CallFailed."""
    request = pb.GetBusFactorRequest(name=name, selection=selected, depth=depth)
    with translated():
        answer = session.ownership.GetBusFactor(request, timeout=CALL_SECONDS)
    people = by_number(answer.people)
    whole = {"path": None, **_bus_factor(answer.whole, people), "files_left_out": answer.files_left_out}
    return [
        whole,
        *({**path_fields(each.folder), **_bus_factor(each.bus_factor, people)} for each in answer.folders),
    ]


def history_rows(
    session: Session, name: str, selected: selection_pb2.Selection, *, steps: int, year_ends: bool
) -> Iterator[Fields]:
    """In time order. Raises CallFailed."""
    request = pb.GetBusFactorHistoryRequest(name=name, selection=selected, steps=steps, year_ends=year_ends)
    with translated():
        answer = session.ownership.GetBusFactorHistory(request, timeout=CALL_SECONDS)
    for step in answer.steps:
        yield {
            "time": iso_time(step.time),
            "position": step.moment.position,
            "commit": step.moment.commit,
            "bus_factor": step.bus_factor,
            "files": step.files,
            "authors": step.authors,
        }


def orphaned_pages(
    session: Session, name: str, selected: selection_pb2.Selection, leaving: Sequence[str]
) -> Iterator[pb.ListOrphanedFilesResponse]:
    """Pages of files by path, each with the totals; one at least. Raises CallFailed."""
    request = pb.ListOrphanedFilesRequest(name=name, selection=selected, leaving_named=leaving, page_size=_PAGE)
    while True:
        with translated():
            answer = session.ownership.ListOrphanedFiles(request, timeout=CALL_SECONDS)
        yield answer
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def orphaned_rows(page: pb.ListOrphanedFilesResponse) -> Iterator[Fields]:
    """The files of a page."""
    for file in page.files:
        yield {**path_fields(file.path), "lines": file.lines}


def _bus_factor(found: pb.BusFactor, people: dict[int, Fields]) -> Fields:
    leaving = zip(found.people, found.coverage, strict=True)
    return {
        "bus_factor": found.bus_factor,
        "files": found.files,
        "with_author": found.with_author,
        "people": [{**people[person], "coverage": coverage} for person, coverage in leaving],
    }
