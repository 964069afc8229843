"""ActivityService: check, ask, nothing else."""

from __future__ import annotations

from codevoyage.analysis.v1 import activity_service_pb2 as pb
from codevoyage.analysis.v1 import activity_service_pb2_grpc as pb_grpc
from codevoyage_analysis.serving.results import Context, Results
from codevoyage_analysis.subjects import asked
from codevoyage_analysis.subjects.activity.answers import activity_message, grain


class ActivityServicer(pb_grpc.ActivityServiceServicer):
    """Answers for timelines."""

    def __init__(self, results: Results) -> None:
        self._results = results

    async def GetActivity(self, request: pb.GetActivityRequest, context: Context) -> pb.GetActivityResponse:
        selection, wanted = asked.selection(request.selection), grain(request.grain)
        return await self._results.answer(
            request, context, pb.GetActivityResponse, lambda history: activity_message(history, selection, wanted)
        )
