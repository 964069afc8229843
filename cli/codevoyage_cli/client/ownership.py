"""Owners of files and folders, page by page, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import path_fields
from codevoyage_cli.client.named_people import by_number
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

#: Rows of one page: what the contract allows.
_PAGE: Final = 1_000
#: Shares of each row: the contract's most, too.
_SHARES: Final = 20


def file_owner_rows(session: Session, name: str, selected: selection_pb2.Selection) -> Iterator[Fields]:
    """The files that have an owner, by path. Raises CallFailed."""
    request = pb.ListFileOwnersRequest(name=name, selection=selected, shares=_SHARES, page_size=_PAGE)
    while True:
        with translated():
            answer = session.ownership.ListFileOwners(request, timeout=CALL_SECONDS)
        people = by_number(answer.people)
        for owned in answer.files:
            yield {**path_fields(owned.path), **_owned(owned, people)}
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def folder_owner_rows(
    session: Session, name: str, selected: selection_pb2.Selection, *, depth: int
) -> Iterator[Fields]:
    """The folders that have an owner, by path; `path` is empty of the root's own files. Raises CallFailed."""
    request = pb.ListFolderOwnersRequest(name=name, selection=selected, depth=depth, shares=_SHARES, page_size=_PAGE)
    while True:
        with translated():
            answer = session.ownership.ListFolderOwners(request, timeout=CALL_SECONDS)
        people = by_number(answer.people)
        for owned in answer.folders:
            yield {**path_fields(owned.folder), "files": owned.files, **_owned(owned, people)}
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def _owned(owned: pb.OwnedFile | pb.OwnedFolder, people: dict[int, Fields]) -> Fields:
    main = people[owned.ownership.main]
    return {
        "owner": main["name"],
        "owner_email": main["email"],
        "bot": main["bot"],
        "share": owned.ownership.share,
        "fractal": owned.ownership.fractal,
        "people": owned.ownership.people,
        "shares": [
            {**people[each.person], "insertions": each.insertions, "share": each.share} for each in owned.shares
        ],
    }
