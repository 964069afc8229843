"""A kind of work: the tables of its jobs, and the queue that they wait in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table
from sqlalchemy.sql import Insert

from codevoyage_common.storage.outbox import enqueue


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """What claims, endings and the reaper need to know of one service's jobs.

    jobs, attempts: made by `work.jobs`. outbox: the service's own. queue, actor: of its messages. checkpoint: over
    `jobs`, what is durable of a job, as the contract's Attempt says. fruitless_limit: claims without progress after
    which a job fails; 0: it is tried until it succeeds.
    """

    jobs: Table
    attempts: Table
    outbox: Table
    queue: str
    actor: str
    checkpoint: ColumnElement[int]
    #: One may be chance, two bad luck, three are a pattern.
    fruitless_limit: int = 3

    def message(self, job_id: str, *, traceparent: str, delay_seconds: float = 0.0) -> Insert:
        """The statement that asks for a worker; execute it in the transaction that it belongs to."""
        return enqueue(
            self.outbox,
            queue=self.queue,
            actor=self.actor,
            job_id=job_id,
            traceparent=traceparent,
            delay_seconds=delay_seconds,
        )

    def spent(self, fruitless: int) -> bool:
        """Whether so many claims without progress were the last."""
        return 0 < self.fruitless_limit <= fruitless
