"""The first part of a run: facts come in, pictures go out, ingest's job is mirrored."""

from __future__ import annotations

import time
from typing import Any, Final

from sqlalchemy.engine import Row

from codevoyage.ingest.v1 import facts_pb2, ingest_job_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage_analysis.errors import FactsBroken, ReadingFailed
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.peers.ingest import Ingest, has_ended
from codevoyage_analysis.peers.read_ahead import Mark
from codevoyage_analysis.run.board import Board
from codevoyage_analysis.run.figures import figures_so_far, timelines_so_far
from codevoyage_analysis.run.stage_times import StageTimes
from codevoyage_analysis.store.first_trees import put_first_tree
from codevoyage_common.errors import RemoteFailure, ServiceUnavailable, TransitionNotAllowed
from codevoyage_common.lifecycle import State
from codevoyage_common.rpc.lifecycle_messages import progress_of, stage_of, state_of
from codevoyage_common.work.leases import Lease

#: Seconds between pictures: twice a second looks alive.
PICTURE_SECONDS: Final = 0.5
#: A picture costs time that grows with the history; at most one part in so many of a run goes into pictures.
PICTURE_SHARE: Final = 10
#: Seconds between looks at the lease when no facts come.
LOOK_SECONDS: Final = 0.1
#: Seconds for a job that was cancelled to end before it is taken up again; git is gone within 5.
STOPPING_SECONDS: Final = 15.0


def start_reading(run: Row[Any], *, ingest: Ingest, lease: Lease) -> ingest_job_pb2.IngestJob:
    """The run's job of ingest, taken up again if the run was.

    Raises what ingest says; Cancelled, Fenced, HandOver while an earlier reading is being stopped.
    """
    until = time.monotonic() + STOPPING_SECONDS
    while True:
        try:
            return ingest.start(
                source=run.source, max_commits=run.max_commits, request_id=f"analysis-{run.id}", retry=run.retries
            )
        except RemoteFailure as error:
            if error.reason != TransitionNotAllowed.reason:
                raise
            if time.monotonic() > until:
                raise ServiceUnavailable("ingest") from error
        lease.check()
        time.sleep(LOOK_SECONDS)


class Reading:
    """Reads the facts of one run."""

    def __init__(self, *, lease: Lease, board: Board, ingest: Ingest, run: Row[Any], stages: StageTimes) -> None:
        self._lease = lease
        self._board = board
        self._ingest = ingest
        self._folded = FoldedFacts()
        self._stages = stages
        self._head: bytes | None = None
        self._furthest = int(run.facts_cursor)
        self._new_facts = False
        self._files = 0  #: of the newest tree, as far as it has come
        self._next_picture = 0.0

    def read(self, job: ingest_job_pb2.IngestJob) -> tuple[FoldedFacts, ingest_job_pb2.IngestJob]:
        """The whole history of a job, and the job as it ended.

        Raises ReadingFailed when ingest gave up, FactsBroken, ServiceUnavailable; Cancelled, Fenced, HandOver.
        """
        self._mirror(job)
        self._board.write()
        with self._ingest.history(job.name) as stream:
            while (arrived := stream.take(seconds=LOOK_SECONDS)) is not Mark.END:
                self._lease.check()
                if isinstance(arrived, pb.StreamHistoryResponse):
                    if arrived.HasField("job"):
                        job = arrived.job
                        self._mirror(job)
                    else:
                        self._folded.fold(arrived.facts)
                        self._first_tree(arrived.facts)
                        self._facts(int(arrived.cursor))
                self._show(job)
        if not has_ended(job):
            job = self._ingest.job(job.name)
            self._mirror(job)
        if state_of(job.state) is not State.SUCCEEDED:
            self._board.write()  # in which stage it ended belongs to what is told of it
        _raise_unless_succeeded(job)
        return self._folded, job

    def _facts(self, cursor: int) -> None:
        self._new_facts = True
        if cursor > self._furthest:
            self._furthest = cursor
            self._board.note(facts_cursor=cursor, achieved=True)

    def _first_tree(self, facts: facts_pb2.Facts) -> None:
        if not facts.HasField("tree"):
            return
        with self._lease.transaction() as connection:
            self._files = put_first_tree(connection, self._lease.job_id, facts.tree, follows=self._files)

    def _mirror(self, job: ingest_job_pb2.IngestJob) -> None:
        self._check_head(job)
        self._board.mirror("ingest", retry=job.retry if job.HasField("retry") else None, attempts=job.attempts)
        for stage_run in job.stages:
            named = stage_of(stage_run.stage)
            if named is not None:
                end = stage_run.end_time.ToMicroseconds() / 1e6 if stage_run.HasField("end_time") else None
                self._stages.mirror(named, begun=stage_run.start_time.ToMicroseconds() / 1e6, ended=end)
        stage = stage_of(job.stage)
        self._board.note(ingest_job=job.name, stages=self._stages.to_column())
        if stage is not None:
            self._board.note(stage=stage.value)
        if job.HasField("progress"):
            self._board.note(progress=progress_of(job.progress))
        if job.HasField("elapsed"):
            self._board.note(ingest_elapsed=job.elapsed.ToMicroseconds() / 1e6)

    def _check_head(self, job: ingest_job_pb2.IngestJob) -> None:
        """Facts of two heads do not fit together: ingest begins anew when the one that it read was rewritten."""
        if not job.HasField("head"):
            return
        if self._head is not None and self._head != job.head.commit_id and len(self._folded.commits):
            raise FactsBroken("The repository's history was rewritten while it was read. The run starts over.")
        self._head = job.head.commit_id

    def _show(self, job: ingest_job_pb2.IngestJob) -> None:
        begun = time.monotonic()
        if self._new_facts and begun >= self._next_picture:
            self._board.note(figures=figures_so_far(self._folded, job).to_column())
            self._board.write(timelines_so_far(self._folded) if len(self._folded.commits) else None)
            self._new_facts = False
            cost = time.monotonic() - begun
            self._next_picture = begun + max(PICTURE_SECONDS, PICTURE_SHARE * cost)
        elif self._board.due:
            self._board.write()


def _raise_unless_succeeded(job: ingest_job_pb2.IngestJob) -> None:
    match state_of(job.state):
        case State.SUCCEEDED:
            return
        case State.FAILED:
            raise ReadingFailed(
                job.failure.message,
                reason=job.failure.reason,
                retryable=job.failure.retryable,
                metadata=dict(job.failure.metadata),
            )
        case State.CANCELLED:
            raise ReadingFailed(
                "The reading of the repository was stopped. Ask for a new analysis.",
                reason="CANCELLED",
                retryable=False,
                metadata={},
            )
        case going:
            raise FactsBroken(f"The facts ended while the job was {going}. The run starts over.")
