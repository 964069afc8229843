"""What a study has to work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.peers.passes import Passes
from codevoyage_analysis.studies.findings import Findings
from codevoyage_common.work.leases import Lease


@dataclass(frozen=True, kw_only=True)
class Bench:
    """history: of the analysis, as its run left it. ingest_job: whose facts they are. passes: asks ingest.

    lease: `check()` it at least every second; it raises what ends the study. aside: what the subject's newest study in
    the repository put aside (`Findings`), by table; empty: nothing.
    """

    history: History
    ingest_job: str
    passes: Passes
    lease: Lease
    aside: Mapping[str, pl.DataFrame]


#: Raises typed errors; what is retryable is tried again.
Study = Callable[[Bench], Findings]
