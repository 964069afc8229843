"""The work of this service: runs, studies that follow them, and removals of what nobody wants any more."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, literal

from codevoyage_analysis.models import (
    analyses,
    attempts,
    outbox,
    removal_attempts,
    removals,
    studies,
    study_attempts,
)
from codevoyage_common.work.kind import Kind

#: How `facts_cursor` is made of chunks and their parts: the contract of ingest's stream, which analysis only reads.
_PARTS: Final = 1_000_000

#: What is durable of a run: chunks of facts that an attempt has read once.
RUNS: Final = Kind(
    jobs=analyses,
    attempts=attempts,
    outbox=outbox,
    queue="analysis.run",
    actor="run_analysis",
    checkpoint=analyses.c.facts_cursor // literal(_PARTS, BigInteger),
)

#: Tried until they succeed: what was deleted must go, however long a service is away.
REMOVALS: Final = Kind(
    jobs=removals,
    attempts=removal_attempts,
    outbox=outbox,
    queue="analysis.remove",
    actor="remove",
    checkpoint=literal(0, BigInteger),
    fruitless_limit=0,
)

#: What follows a run that has succeeded (`codevoyage_analysis.studies`). Nothing of it is durable before its end.
STUDIES: Final = Kind(
    jobs=studies,
    attempts=study_attempts,
    outbox=outbox,
    queue="analysis.study",
    actor="study",
    checkpoint=literal(0, BigInteger),
)
