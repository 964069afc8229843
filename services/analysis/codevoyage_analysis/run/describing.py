"""The last part of a run: insights. Results are whole by then, and no failure here takes them back."""

from __future__ import annotations

import logging
from typing import Any, Final

from sqlalchemy.engine import Row

from codevoyage.insights.v1 import insight_job_service_pb2 as pb
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.peers.read_ahead import Mark
from codevoyage_analysis.run.board import Board
from codevoyage_analysis.run.stage_times import StageTimes
from codevoyage_common.errors import CodeVoyageError
from codevoyage_common.lifecycle import Stage, State
from codevoyage_common.rpc.lifecycle_messages import progress_of, state_of
from codevoyage_common.work.leases import Lease

_log = logging.getLogger(__name__)
#: Seconds between looks at the lease when insights says nothing.
LOOK_SECONDS: Final = 0.1
NOTHING_YET: Final = {
    "stage": Stage.DESCRIBING.value,
    "done": 0,
    "total": 0,
    "unit": "insights",
    "rate": 0.0,
    "remaining": None,
}


def describe(
    run: Row[Any], *, lease: Lease, board: Board, insights: Insights, stages: StageTimes, seconds: float
) -> None:
    """Has insights written, and shows how far that is; the last progress tells how many there are.

    seconds: the longest that this may take. Raises Cancelled, Fenced, HandOver, nothing else.
    """
    stages.begin(Stage.DESCRIBING)
    board.note(stage=Stage.DESCRIBING.value, stages=stages.to_column(), progress=NOTHING_YET)
    board.write()
    try:
        job = insights.start(analysis=f"analyses/{run.id}", request_id=f"analysis-{run.id}", retry=run.retries)
        board.note(insight_job=job.name)
        board.write()
        with insights.watch(job.name, seconds=seconds) as changes:
            while (change := changes.take(seconds=LOOK_SECONDS)) is not Mark.END:
                lease.check()
                if isinstance(change, pb.InsightJob):
                    _mirror(change, board)
                if board.due:
                    board.write()
    except CodeVoyageError as error:
        lease.check()
        _log.warning("analyses/%s ends without insights: %s %s", run.id, error.reason, error.message)
    stages.end(Stage.DESCRIBING)
    board.note(stages=stages.to_column())
    board.write()


def _mirror(job: pb.InsightJob, board: Board) -> None:
    board.mirror("insights", retry=job.retry if job.HasField("retry") else None, attempts=job.attempts)
    if job.HasField("progress"):
        board.note(progress=progress_of(job.progress) | {"stage": Stage.DESCRIBING.value})
    if state_of(job.state) is State.FAILED:
        _log.warning("%s failed: %s %s", job.name, job.failure.reason, job.failure.message)
