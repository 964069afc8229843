"""A whole tree, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

#: Files of one page: what the contract allows.
_PAGE: Final = 10_000


def tree_files(session: Session, name: str, *, at: str = "") -> Iterator[analysis_pb2.TreeFile]:
    """All files by path. at: a commit of the mainline; empty: the newest. Raises CallFailed."""
    request = pb.GetTreeRequest(name=name, at=at, order=analysis_pb2.TREE_ORDER_PATH, page_size=_PAGE)
    while True:
        with translated():
            answer = session.analyses.GetTree(request, timeout=CALL_SECONDS)
        yield from answer.files
        if not answer.next_page_token:
            return
        request.page_token = answer.next_page_token


def largest_files(session: Session, name: str, *, count: int) -> list[analysis_pb2.TreeFile]:
    """Those with the most lines. Raises CallFailed."""
    request = pb.GetTreeRequest(name=name, order=analysis_pb2.TREE_ORDER_LINES_DESC, page_size=count)
    with translated():
        return list(session.analyses.GetTree(request, timeout=CALL_SECONDS).files)
