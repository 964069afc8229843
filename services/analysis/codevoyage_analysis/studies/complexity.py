"""Complexity of every text that stood at one of the key frames, as ingest measures it in the background."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage.ingest.v1 import frames_service_pb2 as pb
from codevoyage_analysis.facts.columns import FixedBytes, Numbers, packed_rows
from codevoyage_analysis.history import tables
from codevoyage_analysis.history.history import History
from codevoyage_analysis.peers.read_ahead import Mark
from codevoyage_analysis.studies.bench import Bench
from codevoyage_analysis.studies.findings import Findings

#: Seconds between looks at the lease when nothing comes.
LOOK_SECONDS = 0.1


def study_complexity(bench: Bench) -> Findings:
    """`frames` and `indentations`. Raises what ingest says, ServiceUnavailable; Cancelled, Fenced, HandOver."""
    blobs = FixedBytes()
    indentations, largest = Numbers(np.int64), Numbers(np.uint32)
    positions: NDArray[np.int64] = np.empty(0, np.int64)
    with bench.passes.frames(bench.ingest_job) as stream:
        while (arrived := stream.take(seconds=LOOK_SECONDS)) is not Mark.END:
            bench.lease.check()
            if isinstance(arrived, pb.FrameColumns):
                rows = len(arrived.indentations)
                blobs.extend(arrived.blobs, rows=rows)
                indentations.extend(arrived.indentations)
                largest.extend(arrived.largest_indentations)
                positions = np.fromiter(arrived.positions, np.int64, len(arrived.positions))
    contents = pl.DataFrame(
        {
            "blob": pl.Series(packed_rows(blobs.array), dtype=pl.Binary),
            "indentation": indentations.array,
            "largest_indentation": largest.array,
        }
    )
    return Findings(tables=complexity_tables(bench.history, positions, contents))


def complexity_tables(
    history: History, positions: NDArray[np.int64], contents: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """The tables of `tables.COMPLEXITY`. contents: `blob`, `indentation`, `largest_indentation`."""
    versions = history.versions.with_row_index("version")
    # The first frame at which a version may have stood; the same content may stand where no frame is.
    first = np.searchsorted(positions, versions["born"].to_numpy())
    beyond = np.append(positions, tables.STANDS)[first]
    stood = versions.filter((beyond < versions["died"].to_numpy()) & (first < len(positions)))
    indentations = stood.join(contents, on="blob", maintain_order="left")
    columns = tables.INDENTATIONS.schema
    frames = pl.DataFrame({"position": positions}).cast(dict(tables.FRAMES.schema))  # type: ignore[arg-type]
    return {
        tables.FRAMES.name: frames,
        tables.INDENTATIONS.name: indentations.select(columns.names()).cast(dict(columns)),  # type: ignore[arg-type]
    }
