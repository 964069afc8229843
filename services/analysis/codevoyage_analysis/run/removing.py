"""A removal: what other services hold goes first, then our own rows, so that nothing is forgotten on the way."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_analysis.errors import StillGoing
from codevoyage_analysis.models import removals
from codevoyage_analysis.peers.ingest import Ingest
from codevoyage_analysis.peers.insights import Insights
from codevoyage_analysis.run.workshop import Workshop
from codevoyage_analysis.store.kinds import REMOVALS
from codevoyage_analysis.store.removal import leftovers, remove_repository
from codevoyage_common.errors import Fenced
from codevoyage_common.lifecycle import State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.claims import claim
from codevoyage_common.work.endings import end_as, end_with_error, hand_over
from codevoyage_common.work.leases import HandOver, Lease

_log = logging.getLogger(__name__)
#: Names of one call, as the contracts bound it.
BATCH: Final = 100


def remove(removal_id: str, workshop: Workshop) -> None:
    """Claims a removal and carries it out, or has it tried again later. Does nothing when there is nothing to claim."""
    try:
        with claim(workshop.claimant, REMOVALS, removal_id) as lease:
            if lease is None:
                return
            with workshop.engine.connect() as connection:
                removal = connection.execute(select(removals).where(removals.c.id == removal_id)).one()
            with correlated(removal.correlation_id):
                _attempt(lease, removal, workshop)
    except Fenced as error:
        _log.warning("removal %s: %s", removal_id, error.message)
    except (DBAPIError, PoolTimeout) as error:
        _log.warning("removal %s is left to its lease: %s", removal_id, error)


def _attempt(lease: Lease, removal: Row[Any], workshop: Workshop) -> None:
    try:
        _carry_out(lease, removal, workshop)
        end_as(lease, State.SUCCEEDED)
        _log.info("removed %s", removal.repository_id or removal.analyses)
    except HandOver:
        hand_over(lease)
    except Fenced:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, it is tried again: what was deleted must go
        cause = typed(error)
        end_with_error(lease, cause if cause.retryable else StillGoing(cause.message))
        _log.warning("removal %s waits: %s", removal.id, error)


def _carry_out(lease: Lease, removal: Row[Any], workshop: Workshop) -> None:
    settings = workshop.settings
    with workshop.engine.connect() as connection:
        left = leftovers(connection, removal)
    if left.going:
        raise StillGoing(f"{len(left.going)} runs of the repository are still being stopped.")
    with blocking_channel(settings.insights_address) as channel:
        _each([f"analyses/{each}" for each in left.analyses], Insights(channel).delete, lease)
    with blocking_channel(settings.ingest_address) as channel:
        ingest = Ingest(channel, patience_seconds=settings.ingest_patience_seconds)
        _each(left.ingest_jobs, ingest.delete, lease)
    if removal.repository_id is not None:
        with lease.transaction(progress=True) as connection:
            remove_repository(connection, removal.repository_id)


def _each(names: Sequence[str], delete: Callable[[Sequence[str]], list[str]], lease: Lease) -> None:
    for begin in range(0, len(names), BATCH):
        lease.check()
        if remaining := delete(names[begin : begin + BATCH]):
            raise StillGoing(f"{len(remaining)} jobs are still being stopped.")
