"""FETCHING: a bare clone, and what stands at the end of its HEAD."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.remote import CloneProgress
from codevoyage_ingest.reading.cloning import Cloner
from codevoyage_ingest.reading.pinning import pinned
from codevoyage_ingest.reading.stages import Stages

#: Seconds between two reports: events are at most four a second, and a clone is not watched closer than that.
REPORT_SECONDS: Final = 0.5


def fetch(lease: Lease, row: Row[Any], *, folder: Path, stages: Stages, cloner: Cloner) -> Clone:
    """Brings the job's source to `folder`/repository and writes its head into the job.

    A job whose facts are stored in part goes on with the head that they are of.
    Raises what `Cloner.bring` raises; then the clone is gone. Cancelled, Fenced, HandOver.
    """
    stages.begin(Stage.FETCHING)
    with Reporter(stages.report) as reporter:
        fetched = cloner.bring(
            row.source,
            repository_id=row.repository_id,
            folder=folder,
            interrupted=lease.interrupted,
            on_progress=reporter.note,
        )
    lease.check()
    fetched = pinned(lease, row, fetched)
    head = fetched.head
    stages.end(
        Stage.FETCHING,
        # Once: a job that kills every worker which reads it fetches anew each time, and comes no further.
        achieved=row.head is None,
        head=head.commit_id,
        branch=head.branch,
        object_format=head.object_format,
        shallow=head.shallow,
    )
    return fetched


class Reporter:
    """Writes git's own progress into a job, from a thread of its own: git must not wait for PostgreSQL."""

    def __init__(self, report: Callable[[dict[str, Any]], None]) -> None:
        """report: called with a `progress` column."""
        self._report = report
        self._latest: CloneProgress | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fetch-progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def note(self, progress: CloneProgress) -> None:
        """What git says now."""
        self._latest = progress

    def _run(self) -> None:
        meter, phase = None, ""
        while not self._ended.wait(REPORT_SECONDS):
            latest = self._latest
            if latest is None:
                continue
            if meter is None or latest.phase != phase:
                phase = latest.phase
                unit = "deltas" if phase.startswith("Resolving") else "objects"
                meter = Meter(stage=Stage.FETCHING, unit=unit, total=latest.total)
            try:
                self._report(meter.at(latest.done))
            except Exception:  # noqa: BLE001  a lost lease or database is the main thread's to find out
                return
