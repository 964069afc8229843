"""Stopping a worker where it matters: in the middle of a transaction."""

from __future__ import annotations

import time

import psutil

from tests.faults.looking import Look
from tests.faults.waiting import PAUSE_SECONDS, SOON_SECONDS

#: A chunk's transaction that is under way: rows are being copied, or the next ones are about to be.
WRITING = """SELECT 1 FROM pg_stat_activity
             WHERE usename = 'ingest' AND query LIKE 'COPY%%' AND state IN ('active', 'idle in transaction')"""


def pause_in_a_chunk(worker: psutil.Process, look: Look) -> None:
    """The ingest worker stands still in the middle of a chunk's transaction."""
    end = time.monotonic() + SOON_SECONDS
    while True:
        worker.suspend()
        # What it had already sent may still be carried out: only what stays so is under way.
        if look.ingest.execute(WRITING).fetchone():
            time.sleep(PAUSE_SECONDS)
            if look.ingest.execute(WRITING).fetchone():
                return
        worker.resume()
        assert time.monotonic() < end
        assert not look.at("ingest").ended, "the reading ended before it was met in a chunk"
        time.sleep(PAUSE_SECONDS)
