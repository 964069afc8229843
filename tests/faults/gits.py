"""git's processes below the ingest worker: seen, and made to stand still."""

from __future__ import annotations

from contextlib import suppress

import psutil

from tests.faults.stack import Stack


def gits(stack: Stack) -> list[psutil.Process]:
    """git's processes below the ingest worker."""
    found = []
    for process in stack.process("ingest-worker").children(recursive=True):
        try:
            if process.name().startswith("git") and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


class Held:
    """Holds up a reading by its source: git stands still, while the worker goes on and has nothing to read."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._held: list[psutil.Process] = []

    def hold(self) -> None:
        """Stops those that are there now. Called again, those that were started since."""
        for process in gits(self._stack):
            if process not in self._held:
                with suppress(psutil.NoSuchProcess):
                    process.suspend()
                    self._held.append(process)

    def let_go(self) -> None:
        """They go on."""
        for process in self._held:
            with suppress(psutil.NoSuchProcess):
                process.resume()
        self._held.clear()
