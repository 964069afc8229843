"""The largest files of the newest tree."""

from __future__ import annotations

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1 import analysis_service_pb2 as pb
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated


def largest_files(session: Session, name: str, *, count: int) -> list[analysis_pb2.TreeFile]:
    """Those with the most lines. Raises CallFailed."""
    request = pb.GetTreeRequest(name=name, order=analysis_pb2.TREE_ORDER_LINES_DESC, page_size=count)
    with translated():
        return list(session.analyses.GetTree(request, timeout=CALL_SECONDS).files)
