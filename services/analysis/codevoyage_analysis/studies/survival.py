"""Which commit wrote each line that stands, or ever stood, on the mainline: the hunks of all changes, followed.

A longer history of the same repository goes on from where the last study ended; a rewritten one begins anew. Either
way the tables are the same.
"""

from __future__ import annotations

import polars as pl

from codevoyage.ingest.v1 import hunks_service_pb2 as pb
from codevoyage_analysis.facts.hunks import FoldedHunks
from codevoyage_analysis.history import tables
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.history_lines import HistoryLines
from codevoyage_analysis.peers.read_ahead import Mark
from codevoyage_analysis.studies.bench import Bench
from codevoyage_analysis.studies.findings import Findings
from codevoyage_analysis.studies.saved_lines import saved_lines, saved_tables

#: Seconds between looks at the lease when nothing comes.
LOOK_SECONDS = 0.1


def study_survival(bench: Bench) -> Findings:
    """The tables of `tables.LINES`. Raises what ingest says, ServiceUnavailable, FactsBroken; Cancelled, Fenced,
    HandOver."""
    lines, folded = HistoryLines(bench.history, begin=saved_lines(bench.aside)), FoldedHunks()
    with bench.passes.hunks(bench.ingest_job) as stream:
        while (arrived := stream.take(seconds=LOOK_SECONDS)) is not Mark.END:
            bench.lease.check()
            if isinstance(arrived, pb.HunkColumns):
                for chunk in folded.fold(arrived):
                    lines.take(chunk)
    followed = pl.DataFrame({"commits": [lines.next]}, schema=tables.FOLLOWED.schema)
    return Findings(
        tables={
            tables.FOLLOWED.name: followed,
            tables.LINE_EVENTS.name: _events(lines.events()),
            tables.LINE_RUNS.name: lines.newest().cast(dict(tables.LINE_RUNS.schema)),  # type: ignore[arg-type]
        },
        aside=saved_tables(lines.saved()),
    )


def _events(events: LineEvents) -> pl.DataFrame:
    columns = {
        "position": events.positions,
        "path": events.paths,
        "commit": events.origins,
        "lines": events.deltas,
    }
    return pl.DataFrame(columns).cast(dict(tables.LINE_EVENTS.schema))  # type: ignore[arg-type]
