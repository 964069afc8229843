"""FETCHING: a bare clone, and what stands at the end of its HEAD."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy.engine import Row

from codevoyage_common.errors import Cancelled
from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.git.clone import Clone, CloneProgress, clone
from codevoyage_ingest.git.disk_watch import DiskWatch
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.pinning import pinned
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings

#: Seconds between two reports: events are at most four a second, and a clone is not watched closer than that.
REPORT_SECONDS: Final = 0.5


def fetch(
    lease: Lease,
    row: Row[Any],
    *,
    folder: Path,
    stages: Stages,
    settings: IngestSettings,
    memory: PeakMemory,
    tether: Tether,
) -> Clone:
    """Clones the job's source into `folder`/repository and writes its head into the job.

    The path or address is resolved anew: what was permitted when the job was asked for may not be any more. A job
    whose facts are stored in part goes on with the head that they are of.
    Raises what `resolve`, `clone` and `DiskWatch` raise; then the clone is gone. Cancelled, Fenced, HandOver.
    """
    stages.begin(Stage.FETCHING)
    source = resolve(row.source, roots=settings.permitted_roots())
    reporter = _Reporter(stages)
    disk = DiskWatch(folder, source=row.source, clone_bytes=settings.clone_bytes, free_bytes=settings.disk_free_bytes)
    with disk, reporter:
        try:
            fetched = clone(
                source,
                destination=folder / "repository",
                memory=memory,
                tether=tether,
                seconds=settings.fetch_seconds,
                on_progress=reporter.note,
                cancelled=lambda: lease.interrupted() or disk.exceeded(),
            )
        except Cancelled:
            disk.check()
            raise
    disk.check()
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


class _Reporter:
    """Writes git's own progress into the job, from a thread of its own: git must not wait for PostgreSQL."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
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
                self._stages.report(meter.at(latest.done))
            except Exception:  # noqa: BLE001  a lost lease or database is the main thread's to find out
                return
