"""A run and the job that reads for it, as their rows stand: looked at often, so each look is one short statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.faults.client import id_of
from tests.faults.stack import Stack
from tests.faults.waiting import until


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A run or a job. checkpoint: ingest: chunks; analysis: the furthest fact that was read."""

    state: str
    stage: str | None
    attempt: int
    fruitless: int
    checkpoint: int

    @property
    def ended(self) -> bool:
        return self.state in {"SUCCEEDED", "FAILED", "CANCELLED"}


@dataclass(frozen=True)
class Look:
    """Looks at one run."""

    ingest: psycopg.Connection[Any]
    analysis: psycopg.Connection[Any]
    run_id: str
    job_id: str

    def at(self, service: str) -> Standing:
        """Where `ingest` or `analysis` stands."""
        if service == "ingest":
            row = self.ingest.execute(
                "SELECT state, stage, attempt, fruitless, chunk_count FROM ingest.jobs WHERE id = %s", [self.job_id]
            ).fetchone()
        else:
            row = self.analysis.execute(
                "SELECT state, stage, attempt, fruitless, facts_cursor FROM analysis.analyses WHERE id = %s",
                [self.run_id],
            ).fetchone()
        assert row is not None
        return Standing(state=row[0], stage=row[1], attempt=row[2], fruitless=row[3], checkpoint=row[4])

    def taken_up(self, service: str, *, after: Standing) -> bool:
        """Whether a worker has claimed it again, or it has ended."""
        now = self.at(service)
        return now.attempt > after.attempt or now.ended

    def gone_on(self, service: str, *, after: Standing) -> bool:
        """Whether more of it is durable, or it has ended."""
        now = self.at(service)
        return now.checkpoint > after.checkpoint or now.ended


@contextmanager
def looking(stack: Stack, name: str) -> Iterator[Look]:
    """Looks at a run as soon as it has its reading."""
    with stack.looking("ingest") as ingest, stack.looking("analysis") as analysis:
        job = until(lambda: _job(analysis, id_of(name)))
        yield Look(ingest, analysis, id_of(name), id_of(job))


def _job(analysis: psycopg.Connection[Any], run_id: str) -> str | None:
    row = analysis.execute("SELECT ingest_job FROM analysis.analyses WHERE id = %s", [run_id]).fetchone()
    return str(row[0]) if row is not None and row[0] is not None else None
