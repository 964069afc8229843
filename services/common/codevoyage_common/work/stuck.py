"""Workers that were paused in the middle of a transaction: their row is locked, so that nobody can take it up.

PostgreSQL ends a session that idles in a transaction after a minute, and one in the middle of a COPY never. The lease
is gone long before: whoever held it must not write any more, and so its sessions may be ended.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, select, text

from codevoyage_common.lifecycle import State
from codevoyage_common.storage.engines import session_name
from codevoyage_common.work.kind import Kind

_log = logging.getLogger(__name__)
#: Seconds after its lease in which a job should have been reaped; looks are one second apart.
OVERDUE_SECONDS: Final = 3.0


def end_stuck_sessions(connection: Connection, kind: Kind) -> int:
    """Ends transactions of workers whose lease is overdue, older than the lease's end. Returns how many.

    Call it after the reaping of the same round: what could be locked is not overdue any more.
    """
    jobs = kind.jobs
    overdue = connection.execute(
        select(jobs.c.worker, jobs.c.lease_until).where(
            jobs.c.state.in_([State.RUNNING, State.CANCELLING]),
            jobs.c.lease_until < func.now() - timedelta(seconds=OVERDUE_SECONDS),
            jobs.c.worker.is_not(None),
        )
    ).all()
    ended = 0
    for row in overdue:
        ended += connection.execute(
            text(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE usename = current_user AND application_name = :name AND xact_start < :until"
            ),
            {"name": session_name(row.worker), "until": row.lease_until},
        ).scalar_one()
    if ended:
        _log.warning("ended %d transactions of workers that lost their lease in them", ended)
    return ended
