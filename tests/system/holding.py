"""Work that stands still for as long as a test needs, whatever the machine's speed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.integration.stack.command import Command


@contextmanager
def reading_held(command: Command) -> Iterator[None]:
    """No run of a stack stores a change as long as the block lasts: the newest tree and the commits are read alone."""
    with psycopg.connect(command.database_url("ingest")) as connection:
        # Readers are not held.
        connection.execute("LOCK TABLE changes IN SHARE MODE")
        yield
