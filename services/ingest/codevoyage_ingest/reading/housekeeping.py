"""What a worker does beside its jobs: removes what jobs that have ended left, clones of deleted repositories, and facts
of deleted jobs."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_ingest.models import repositories
from codevoyage_ingest.reading.kept_clones import KeptClones
from codevoyage_ingest.reading.workplace import sweep
from codevoyage_ingest.store.remains import remove_remains

_log = logging.getLogger(__name__)
#: Seconds between looks: what a cancelled job left is to be gone before somebody misses the room.
INTERVAL_SECONDS: Final = 2.0


def keep_house(clone_dir: Path, kept: KeptClones, engine: Engine, stopping: threading.Event) -> threading.Thread:
    """Starts the thread; it ends when the process is told to."""

    def run() -> None:
        while True:
            try:
                removed = sweep(clone_dir, engine=engine)
                _forget_deleted(kept, engine)
                remove_remains(engine, stopping)
                if removed:
                    _log.info("removed what was left of %s", ", ".join(removed))
            except (DBAPIError, PoolTimeout, OSError) as error:
                _log.debug("housekeeping waits: %s", error)
            if stopping.wait(INTERVAL_SECONDS):
                return

    thread = threading.Thread(target=run, name="housekeeping", daemon=True)
    thread.start()
    return thread


def _forget_deleted(kept: KeptClones, engine: Engine) -> None:
    ours = list(kept)
    if ours:
        with engine.connect() as connection:
            known = connection.execute(select(repositories.c.id).where(repositories.c.id.in_(ours))).scalars().all()
        kept.forget_all_but([*known, *(each for each in kept if each not in ours)])
