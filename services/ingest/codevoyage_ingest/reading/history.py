"""READING and MEASURING: the whole history of a clone, chunk by chunk, into the store.

The order of the commits is fixed first. Then metadata, changes and the mainline's versions follow along it, each in
chunks of its own; a repeated attempt reads the same chunks and writes those that are not there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Row

from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.order import read_order
from codevoyage_ingest.reading.changes import ChangeReading
from codevoyage_ingest.reading.commits import store_commits
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.reading.versions import store_versions, versions_ahead
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.chunk_writer import ChunkWriter


def read_history(lease: Lease, row: Row[Any], *, clone: Clone, stages: Stages, settings: IngestSettings) -> None:
    """Stores all facts of the clone. Raises what the readers raise, Fenced, Cancelled, HandOver."""
    writer = ChunkWriter(lease)
    order = read_order(clone.git, clone.head.commit_id, max_commits=row.max_commits, cancelled=lease.interrupted)
    lease.check()
    stages.begin(Stage.READING, commit_total=len(order), truncated=order.truncated)
    changes = ChangeReading(lease, clone.git, order, writer=writer, stages=stages, settings=settings)
    with versions_ahead(clone.git, order, settings=settings, lease=lease) as versions:
        changes.run(
            # Commits are stored before the first change that speaks of them, while git compares trees already.
            lambda: store_commits(lease, clone.git, order, writer=writer, stages=stages, settings=settings)
        )
        stages.end(Stage.READING)
        stages.begin(Stage.MEASURING)
        store_versions(lease, clone.git, versions, changes=changes, writer=writer, stages=stages, settings=settings)
        stages.end(Stage.MEASURING)
