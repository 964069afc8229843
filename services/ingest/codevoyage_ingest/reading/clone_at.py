"""A clone with the very commits that a job has read, for work that comes after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Row

from codevoyage_common.work.leases import Lease
from codevoyage_ingest.errors import HistoryRewritten
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.reading.cloning import Cloner
from codevoyage_ingest.reading.fetching import Reporter
from codevoyage_ingest.reading.history import commit_cap
from codevoyage_ingest.reading.pinning import has
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.stored_rows import StoredRows


def clone_at(lease: Lease, reading: Row[Any], *, source: str, folder: Path, stages: Stages, cloner: Cloner) -> Clone:
    """Brings a source to `folder`/repository: the clone that was kept, as it is, if it has the head that was read.

    reading: a row of `jobs` that SUCCEEDED. Raises HistoryRewritten where the head is not to be had, what
    `Cloner.bring` raises, Fenced, Cancelled, HandOver.
    """
    kept = cloner.kept_as_it_is(source, repository_id=reading.repository_id, folder=folder)
    if kept is not None:
        if not reading.shallow and has(kept, reading.head):
            return kept
        cloner.keep(source, repository_id=reading.repository_id, clone=kept)
    return fresh_clone_at(lease, reading, source=source, folder=folder, report=stages.report, cloner=cloner)


def fresh_clone_at(
    lease: Lease,
    reading: Row[Any],
    *,
    source: str,
    folder: Path,
    report: Callable[[dict[str, Any]], None],
    cloner: Cloner,
) -> Clone:
    """The same, as the source has it now. report: takes progress. Raises as `clone_at`."""
    with Reporter(report) as reporter:
        clone = cloner.bring(
            source,
            repository_id=reading.repository_id,
            folder=folder,
            interrupted=lease.interrupted,
            on_progress=reporter.note,
        )
    lease.check()
    # A shallow history that was deepened since is another one too.
    if clone.head.shallow != reading.shallow or not has(clone, reading.head):
        raise HistoryRewritten(source)
    return clone


def order_as_read(
    lease: Lease, reading: Row[Any], clone: Clone, *, source: str, settings: IngestSettings
) -> CommitOrder:
    """The commits of a clone under the numbers that they are stored with.

    Raises HistoryRewritten where they are others: a history that is cut off was deepened since. Cancelled.
    """
    order = read_order(
        clone.git, reading.head, max_commits=commit_cap(reading, settings=settings), cancelled=lease.interrupted
    )
    stored = b"".join(StoredRows(lease.engine, reading.id).ids())
    if stored != order.ids:
        raise HistoryRewritten(source)
    return order
