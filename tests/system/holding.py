"""Work that stands still for as long as a test needs, whatever the machine's speed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from codevoyage_cli.stack.passwords import passwords
from codevoyage_cli.stack.postgres import database_url
from codevoyage_cli.stack.state import read_state
from tests.integration.stack.command import Command


@contextmanager
def reading_held(command: Command) -> Iterator[None]:
    """No run of a stack stores a change as long as the block lasts: the newest tree and the commits are read alone."""
    state = read_state(command.folder.state)
    assert state is not None
    postgres = state.part("postgres")
    assert postgres is not None
    assert postgres.address is not None
    port = int(postgres.address.rpartition(":")[2])
    url = database_url(user="ingest", password=passwords(command.folder.passwords).ingest, port=port)
    with psycopg.connect(url) as connection:
        # Readers are not held.
        connection.execute("LOCK TABLE changes IN SHARE MODE")
        yield
