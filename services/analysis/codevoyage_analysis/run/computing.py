"""The middle of a run: results are computed from the whole history, and become visible in one transaction."""

from __future__ import annotations

from typing import Any

from codevoyage.ingest.v1 import ingest_job_pb2
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.models import brought_in, mainline, versions
from codevoyage_analysis.run.board import Board
from codevoyage_analysis.run.results import compute
from codevoyage_analysis.run.stage_times import StageTimes
from codevoyage_analysis.store.columns import FACTS_SET, frames_of, replace_set
from codevoyage_analysis.store.first_trees import drop_first_tree
from codevoyage_analysis.store.results import replace_rows
from codevoyage_common.lifecycle import Stage
from codevoyage_common.work.leases import Lease


def compute_and_keep(
    analysis_id: str,
    *,
    lease: Lease,
    board: Board,
    facts: FoldedFacts,
    job: ingest_job_pb2.IngestJob,
    stages: StageTimes,
) -> None:
    """Computes, writes, shows. Raises FactsBroken; Cancelled, Fenced, HandOver, then nothing was written."""
    stages.begin(Stage.COMPUTING)
    rows = facts.rows()
    board.note(stage=Stage.COMPUTING.value, stages=stages.to_column(), progress=_progress(done=0, total=rows))
    board.write()
    results = compute(facts, job)
    lease.check()
    stages.end(Stage.COMPUTING)
    board.note(
        achieved=True,
        figures=results.figures.to_column(),
        result_hash=results.result_hash,
        stages=stages.to_column(),
        progress=_progress(done=rows, total=rows),
    )
    # Millions of rows take seconds: they go in before the run's row is locked, and count for nothing until it is.
    with lease.engine.begin() as connection:
        replace_rows(connection, mainline, analysis_id, results.mainline)
        replace_rows(connection, brought_in, analysis_id, results.brought_in)
        replace_rows(connection, versions, analysis_id, results.versions)
        replace_set(connection, analysis_id, FACTS_SET, frames_of(results.history))
        drop_first_tree(connection, analysis_id)
        board.write_in(connection, results.timelines)
    board.written()


def _progress(*, done: int, total: int) -> dict[str, Any]:
    return {
        "stage": Stage.COMPUTING.value,
        "done": done,
        "total": total,
        "unit": "rows",
        "rate": 0.0,
        "remaining": None,
    }
