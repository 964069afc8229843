"""READING and MEASURING: the whole history of a clone, chunk by chunk, into the store.

The order of the commits is fixed first. Then metadata, changes and the mainline's versions follow along it, each in
chunks of its own; a repeated attempt reads the same chunks and writes those that are not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind
from codevoyage_ingest.errors import QuotaExceeded
from codevoyage_ingest.files.kinds import Kinds
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tree import TreeColumns, read_tree
from codevoyage_ingest.reading.changes import ChangeReading
from codevoyage_ingest.reading.commits import store_commits
from codevoyage_ingest.reading.complexity import TreeComplexity, complexity_ahead
from codevoyage_ingest.reading.first_tree import store_first_tree
from codevoyage_ingest.reading.kinds import read_kinds, store_kinds
from codevoyage_ingest.reading.mailmap import read_mailmap
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.tags import TagSource, tags_ahead
from codevoyage_ingest.reading.taking_over import taken_over
from codevoyage_ingest.reading.versions import store_versions, versions_ahead
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter


def read_history(
    lease: Lease, row: Row[Any], *, clone: Clone, tags: TagSource, stages: Stages, settings: IngestSettings
) -> None:
    """Stores all facts of the clone. Raises what the readers raise, Fenced, Cancelled, HandOver."""
    writer = ChunkWriter(lease)
    cap = commit_cap(row, settings=settings)
    lease.limit(settings.read_seconds, took_too_long("read_seconds", settings.read_seconds))
    tree = read_tree(clone.git, clone.head.commit_id, cancelled=lease.interrupted)
    with _order_ahead(clone.git, clone.head.commit_id, max_commits=cap, cancelled=lease.interrupted) as ordering:
        kinds = read_kinds(clone.git, tree, cancelled=lease.interrupted)
        measured = writer.reached(ChunkKind.MEASURES).number > 0
        with complexity_ahead(clone.git, tree, kinds, lease=lease, settings=settings, stored=measured) as complexity:
            order = ordering.result()
            lease.check()
            _read_along(
                lease,
                row,
                order,
                clone=clone,
                tree=tree,
                kinds=kinds,
                complexity=complexity,
                tags=tags,
                writer=writer,
                stages=stages,
                settings=settings,
            )
    lease.no_limit()


def _read_along(
    lease: Lease,
    row: Row[Any],
    order: CommitOrder,
    *,
    clone: Clone,
    tree: TreeColumns,
    kinds: Kinds,
    complexity: TreeComplexity,
    tags: TagSource,
    writer: ChunkWriter,
    stages: Stages,
    settings: IngestSettings,
) -> None:
    """Everything that follows the order of commits."""
    earlier = taken_over(lease, row, order, settings=settings)
    stages.begin(Stage.READING, commit_total=len(order), truncated=order.truncated)
    store_first_tree(tree, writer=writer, stages=stages)
    mailmap = read_mailmap(clone.git, tree, cancelled=lease.interrupted)
    changes = ChangeReading(lease, clone.git, order, writer=writer, stages=stages, settings=settings)
    if earlier is not None:
        changes.lines.learn(earlier.lines)
    with (
        versions_ahead(clone.git, order, earlier=earlier, settings=settings, lease=lease) as versions,
        tags_ahead(tags, order) as tags_found,
    ):
        changes.run(
            # Commits are stored before the first change that speaks of them, while git compares trees already.
            lambda: store_commits(
                lease, clone.git, order, mailmap=mailmap, writer=writer, stages=stages, settings=settings
            )
        )
        stages.end(Stage.READING)
        lease.limit(settings.measure_seconds, took_too_long("measure_seconds", settings.measure_seconds))
        stages.begin(Stage.MEASURING)
        store_versions(
            lease,
            clone.git,
            versions,
            earlier=earlier,
            changes=changes,
            writer=writer,
            stages=stages,
            settings=settings,
        )
        complexity.store(changes, writer=writer)
        store_kinds(list(changes.paths.keys()), kinds, writer=writer)
        tags_found.store(writer=writer)
        stages.end(Stage.MEASURING)


@contextmanager
def _order_ahead(
    git: Git, head: bytes, *, max_commits: int, cancelled: Callable[[], bool]
) -> Iterator[Future[CommitOrder]]:
    """git lists the commits while something else is done; leaving the block waits for that, which can be cancelled."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="order") as pool:
        yield pool.submit(read_order, git, head, max_commits=max_commits, cancelled=cancelled)


def commit_cap(row: Row[Any], *, settings: IngestSettings) -> int:
    """The newest commits that are read; 0: all. A job that began to read keeps its cap, whatever the settings say now.

    row: the job's, after its fetch.
    """
    if row.chunk_count and row.commit_total is not None:
        return int(row.commit_total) if row.truncated else 0
    caps = [cap for cap in (row.max_commits, settings.max_commits) if cap]
    return min(caps, default=0)


def took_too_long(bound: str, seconds: int) -> QuotaExceeded:
    """The error of a stage that reached its bound of wall time."""
    return QuotaExceeded(
        f"It took longer than {seconds} s, its bound here. Retry to go on where it stopped, "
        f"or have CODEVOYAGE_{bound.upper()} raised.",
        bound=bound,
        value=seconds,
        unit="seconds",
    )
