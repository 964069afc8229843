"""Contributors, what one of them did, and what programs helped to write, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.named_people import by_number, person_fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated
from codevoyage_cli.client.words import iso_time

#: What `--order` may say.
ORDERS: Final = ("commits", "insertions", "last-seen", "owned-lines")
#: People of one page: what the contract allows.
_PAGE: Final = 1_000


def contributor_rows(session: Session, name: str, selected: selection_pb2.Selection, *, order: str) -> Iterator[Fields]:
    """Everybody. order: one of ORDERS. Raises CallFailed."""
    wanted = pb.ContributorOrder.Value(f"CONTRIBUTOR_ORDER_{order.replace('-', '_').upper()}")
    request = pb.ListContributorsRequest(name=name, selection=selected, order=wanted, page_size=_PAGE)
    while True:
        with translated():
            answer = session.contributors.ListContributors(request, timeout=CALL_SECONDS)
        yield from map(_contributor, answer.contributors)
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def contributor_fields(
    session: Session, name: str, selected: selection_pb2.Selection, *, called: str, top: int
) -> dict[str, Any]:
    """One person, with what they did. Raises CallFailed."""
    request = pb.GetContributorRequest(name=name, selection=selected, called=called, top=top)
    with translated():
        answer = session.contributors.GetContributor(request, timeout=CALL_SECONDS)
    return {
        **_contributor(answer.contributor),
        "months": [{"month": each.month, **_lines(each)} for each in answer.months],
        "top_files": [{**path_fields(each.path), **_lines(each)} for each in answer.files],
        "files_gone": answer.files_gone,
        "top_folders": [{**path_fields(each.path), **_lines(each)} for each in answer.folders],
        "languages": [{"language": each.language or None, **_lines(each)} for each in answer.languages],
    }


def assisted(session: Session, name: str, selected: selection_pb2.Selection) -> pb.GetAssistedShareResponse:
    """Commits that name a program, by month. Raises CallFailed."""
    request = pb.GetAssistedShareRequest(name=name, selection=selected)
    with translated():
        return session.contributors.GetAssistedShare(request, timeout=CALL_SECONDS)


def assisted_rows(answer: pb.GetAssistedShareResponse) -> Iterator[Fields]:
    """Months in order."""
    people = by_number(each.program for each in answer.programs)
    for month in answer.months:
        counts = month.counts
        yield {
            "month": month.month,
            "commits": counts.commits,
            "assisted_commits": counts.assisted_commits,
            "share": counts.assisted_commits / counts.commits,
            "insertions": counts.insertions,
            "assisted_insertions": counts.assisted_insertions,
            "programs": [{**people[each.program], "commits": each.commits} for each in month.programs],
        }


def _contributor(found: pb.Contributor) -> Fields:
    return {
        **person_fields(found.person),
        "commits": found.commits,
        "co_authored": found.co_authored,
        "merges": found.merges,
        "insertions": found.insertions,
        "deletions": found.deletions,
        "insertion_share": found.insertion_share,
        "files": found.files,
        "first_seen": iso_time(found.first_seen) if found.HasField("first_seen") else None,
        "last_seen": iso_time(found.last_seen) if found.HasField("last_seen") else None,
        "active_days": found.active_days,
        "focus": found.focus if found.HasField("focus") else None,
        "owned_files": found.owned_files,
        "owned_lines": found.owned_lines,
    }


def _lines(each: pb.ContributorMonth | pb.ContributedPath | pb.ContributedLanguage) -> Fields:
    return {"commits": each.commits, "insertions": each.insertions, "deletions": each.deletions}
