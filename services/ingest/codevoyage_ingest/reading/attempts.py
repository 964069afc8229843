"""One attempt at a job of ingest, whatever its kind: from its claim to the one place that says how it ended."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_common.errors import Cancelled, CodeVoyageError, Fenced
from codevoyage_common.lifecycle import State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.claims import Claimant, claim
from codevoyage_common.work.endings import Hook, end_as, end_with_error, hand_over
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.leases import HandOver, Lease
from codevoyage_common.work.wakeups import Waker
from codevoyage_ingest.errors import DiskFull

_log = logging.getLogger(__name__)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def attempt(
    claimant: Claimant,
    kind: Kind,
    job_id: str,
    *,
    waker: Waker,
    work: Callable[[Lease], None],
    also: Callable[[Lease, CodeVoyageError], Hook | None] = lambda _, __: None,
) -> None:
    """Claims the job and takes it as far as it goes. Raises nothing that the broker should know of.

    work: does it all; may raise Fenced, Cancelled, HandOver, and what the job then fails of. also: what to write beside
    such an error, in the same transaction.
    """
    try:
        with claim(claimant, kind, job_id) as lease:
            if lease is not None:
                _attempt(lease, work, also)
    except (DBAPIError, PoolTimeout) as error:
        # Nothing can be written now; the lease runs out and the reaper has the job taken up again.
        _log.warning("job %s is left to its lease: %s", job_id, error)
    finally:
        waker.wake(job_id)


def _attempt(
    lease: Lease, work: Callable[[Lease], None], also: Callable[[Lease, CodeVoyageError], Hook | None]
) -> None:
    jobs = lease.kind.jobs
    with lease.engine.connect() as connection:
        wanted = select(jobs.c.state, jobs.c.correlation_id).where(jobs.c.id == lease.job_id)
        row = connection.execute(wanted).one()
    with correlated(row.correlation_id):
        _log.info("attempt %d at %s", lease.attempt, lease.job_id)
        try:
            if row.state == State.CANCELLING:
                raise Cancelled
            _work(lease, work)
            end_as(lease, State.SUCCEEDED)
            _log.info("done")
        except Fenced as error:
            _log.warning("%s", error)
        except HandOver:
            hand_over(lease)
            _log.info("handed over")
        except Cancelled:
            end_as(lease, State.CANCELLED)
            _log.info("cancelled")
        except Exception as error:  # noqa: BLE001  whatever it is, the job must end in a state
            known = _typed(error)
            ended = end_with_error(lease, known, also=also(lease, known))
            _log.warning("%s: %s", ended, error)


def _work(lease: Lease, work: Callable[[Lease], None]) -> None:
    try:
        work(lease)
    except Cancelled:
        lease.check()  # git stops for every reason to stop; this tells which one it was
        raise


def _typed(error: Exception) -> CodeVoyageError:
    if isinstance(error, OSError) and error.errno in _FULL:
        return DiskFull()
    return typed(error)
