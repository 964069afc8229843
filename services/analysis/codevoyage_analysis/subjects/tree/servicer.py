"""TreeService: check, ask, nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

from codevoyage.analysis.v1 import tree_service_pb2 as pb
from codevoyage.analysis.v1 import tree_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.tree.answers import snapshot_messages, versions_messages


class TreeServicer(pb_grpc.TreeServiceServicer):
    """Answers for trees."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def GetSnapshot(
        self, request: pb.GetSnapshotRequest, context: Context
    ) -> AsyncIterator[pb.GetSnapshotResponse]:
        selection = asked.selection(request.selection)
        messages = self._results.answers(
            request, context, pb.GetSnapshotResponse, lambda history: snapshot_messages(history, selection)
        )
        async for message in messages:
            yield message

    async def StreamVersions(
        self, request: pb.StreamVersionsRequest, context: Context
    ) -> AsyncIterator[pb.StreamVersionsResponse]:
        async for message in self._results.stream(request, context, versions_messages):
            yield message
