"""What a worker does beside its jobs: removes folders of jobs that have ended, whoever left them."""

from __future__ import annotations

import logging
import threading
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from codevoyage_ingest.reading.workplace import sweep
from codevoyage_ingest.settings import IngestSettings

_log = logging.getLogger(__name__)
#: Seconds between looks: what a cancelled job left is to be gone before somebody misses the room.
INTERVAL_SECONDS: Final = 2.0


def keep_house(settings: IngestSettings, engine: Engine, stopping: threading.Event) -> threading.Thread:
    """Starts the thread; it ends when the process is told to."""

    def run() -> None:
        while True:
            try:
                removed = sweep(settings.clone_dir, engine=engine)
                if removed:
                    _log.info("removed what was left of %s", ", ".join(removed))
            except (DBAPIError, PoolTimeout, OSError) as error:
                _log.debug("housekeeping waits: %s", error)
            if stopping.wait(INTERVAL_SECONDS):
                return

    thread = threading.Thread(target=run, name="housekeeping", daemon=True)
    thread.start()
    return thread
