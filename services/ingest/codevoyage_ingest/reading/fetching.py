"""FETCHING: a bare clone, and what stands at the end of its HEAD."""

from __future__ import annotations

import logging
import shutil
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from sqlalchemy.engine import Row

from codevoyage_common.errors import Cancelled
from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_common.work.progress import Meter
from codevoyage_ingest.errors import (
    DiskFull,
    GitTimedOut,
    IngestError,
    RepositoryNeedsCredentials,
    RepositoryNotFound,
    RepositoryUnreachable,
)
from codevoyage_ingest.git.address import resolve
from codevoyage_ingest.git.clone import Clone, clone
from codevoyage_ingest.git.disk_watch import DiskWatch
from codevoyage_ingest.git.memory import PeakMemory
from codevoyage_ingest.git.refresh import refresh
from codevoyage_ingest.git.remote import CloneProgress, Remote
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tether import Tether
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.reading.pinning import pinned
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings

_log = logging.getLogger(__name__)
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
    kept: KeptClones,
) -> Clone:
    """Brings the job's source to `folder`/repository and writes its head into the job: from a clone that was kept and
    what is new since, or by a fresh one.

    The path or address is resolved anew: what was permitted when the job was asked for may not be any more. A job
    whose facts are stored in part goes on with the head that they are of.
    Raises what `resolve`, `clone` and `DiskWatch` raise; then the clone is gone. Cancelled, Fenced, HandOver.
    """
    stages.begin(Stage.FETCHING)
    source = resolve(row.source, roots=settings.permitted_roots())
    reporter = _Reporter(stages)
    disk = DiskWatch(folder, source=row.source, clone_bytes=settings.clone_bytes, free_bytes=settings.disk_free_bytes)
    repository = folder / "repository"
    remote = Remote(
        git=Git(
            source=source.display,
            directory=repository,
            limits=settings.git_limits(),
            memory=memory,
            tether=tether,
        ),
        source=source,
        scratch=folder / ".refresh",
        seconds=settings.fetch_seconds,
        on_progress=reporter.note,
        cancelled=lambda: lease.interrupted() or disk.exceeded(),
        egress=settings.egress(),
    )
    kept.make_room()
    with disk, reporter:
        try:
            fetched = _refreshed(row.repository_id, remote, kept) or clone(
                source,
                destination=repository,
                limits=settings.git_limits(),
                memory=memory,
                tether=tether,
                seconds=settings.fetch_seconds,
                on_progress=reporter.note,
                cancelled=remote.cancelled,
                egress=remote.egress,
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


def _refreshed(repository_id: str, remote: Remote, kept: KeptClones) -> Clone | None:
    """A kept clone, brought up to date; None where there is none, or none that is good for anything.

    Raises what says that the source cannot be had at all; then the clone is kept for the next time.
    """
    repository = remote.git.directory
    if repository is None or not kept.take(repository_id, repository):
        return None
    try:
        refreshed = refresh(remote)
    except (Cancelled, DiskFull):
        raise
    except (RepositoryUnreachable, RepositoryNeedsCredentials, RepositoryNotFound, GitTimedOut):
        kept.keep(repository_id, repository)
        raise
    except IngestError as error:
        _log.warning("the kept clone of %s is of no use: %s", remote.source.display, error)
        refreshed = None
    if refreshed is None:
        shutil.rmtree(repository, ignore_errors=True)
    return refreshed


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
