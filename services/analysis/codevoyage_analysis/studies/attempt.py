"""One attempt at a study: claimed, carried out, its columns put in whole."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import polars as pl
from sqlalchemy.engine import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.packing import table_of
from codevoyage_analysis.peers.passes import Passes
from codevoyage_analysis.run.workshop import Workshop
from codevoyage_analysis.store.aside import put_aside, replace_aside
from codevoyage_analysis.store.columns import contents, replace_set
from codevoyage_analysis.store.kinds import STUDIES
from codevoyage_analysis.store.studies import study_of_worker
from codevoyage_analysis.studies.bench import Bench
from codevoyage_analysis.studies.subjects import SUBJECTS
from codevoyage_common.errors import Cancelled, Fenced
from codevoyage_common.lifecycle import State
from codevoyage_common.observe.logs import correlated
from codevoyage_common.rpc.channel import blocking_channel
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.work.claims import claim
from codevoyage_common.work.endings import end_as, end_with_error, hand_over
from codevoyage_common.work.leases import HandOver, Lease

_log = logging.getLogger(__name__)


def study(study_id: str, workshop: Workshop) -> None:
    """Claims a study and carries it out, or has it tried again. Does nothing when there is nothing to claim."""
    try:
        with claim(workshop.claimant, STUDIES, study_id, makes_way=True) as lease:
            if lease is None:
                return
            with workshop.engine.connect() as connection:
                row = study_of_worker(connection, study_id)
            with correlated(row.correlation_id):
                _attempt(lease, row, workshop)
    except Fenced as error:
        _log.warning("study %s: %s", study_id, error.message)
    except (DBAPIError, PoolTimeout) as error:
        _log.warning("study %s is left to its lease: %s", study_id, error)


def _attempt(lease: Lease, row: Row[Any], workshop: Workshop) -> None:
    told = f"{row.subject} of analyses/{row.analysis_id}"
    try:
        _carry_out(lease, row, workshop)
        end_as(lease, State.SUCCEEDED)
        _log.info("%s: done", told)
    except Cancelled:
        end_as(lease, State.CANCELLED)
    except HandOver:
        hand_over(lease)
        _log.info("%s: handed over", told)
    except Fenced:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, the study must come to an end
        state = end_with_error(lease, typed(error))
        _log.warning("%s: %s: %s", told, state, error)


def _carry_out(lease: Lease, row: Row[Any], workshop: Workshop) -> None:
    settings = workshop.settings
    with workshop.engine.connect() as connection:
        found = contents(connection, row.analysis_id)
        aside = put_aside(connection, row.analysis_id, row.subject)
    history = History.of(_tables(found.parts))
    with blocking_channel(settings.ingest_address) as channel:
        passes = Passes(channel, patience_seconds=settings.ingest_patience_seconds)
        bench = Bench(history=history, ingest_job=row.ingest_job, passes=passes, lease=lease, aside=_tables(aside))
        found_out = SUBJECTS[row.subject](bench)
    with lease.transaction(progress=True) as connection:
        # First, while nothing under the analysis is held: this waits for others of the repository, and who deletes
        # the repository for this.
        if found_out.aside:
            replace_aside(connection, row.analysis_id, row.subject, found_out.aside)
        replace_set(connection, row.analysis_id, row.subject, found_out.tables)


def _tables(parts: Mapping[str, list[bytes]]) -> dict[str, pl.DataFrame]:
    return {name: table_of(some) for name, some in parts.items()}
