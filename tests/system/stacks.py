"""Stacks for tests, each on a port and in a data folder of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codevoyage_cli.stack.ports import free_ports
from tests.integration.stack.command import Command

#: What `analyze --json` prints.
Figures = dict[str, Any]


@contextmanager
def started(**settings: str) -> Iterator[Command]:
    """A stack that is up for the length of the block, and leaves nothing behind. settings: environment variables."""
    # Not pytest's folder: those of earlier runs stay, and a cluster is 40 MB.
    folder = Path(tempfile.mkdtemp(prefix="codevoyage-system-")).resolve()
    command = Command(folder, settings)
    (port,) = free_ports(1, taken=frozenset())
    try:
        command.run("up", "--detach", "--port", str(port))
        yield command
    finally:
        command.run("down")
        assert command.processes() == []
        shutil.rmtree(folder)
