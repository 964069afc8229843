"""Going down politely: streams learn of it, because `server.stop` does not tell them."""

from __future__ import annotations

import asyncio

from codevoyage_common.errors import ServerDraining


class Drain:
    """Set once, when the server begins to go down. Every stream waits on it beside its own events."""

    def __init__(self) -> None:
        self._begun = asyncio.Event()

    def begin(self) -> None:
        """From now on `check` raises."""
        self._begun.set()

    def check(self) -> None:
        """Raises ServerDraining once the server goes down: the client resumes elsewhere, by cursor."""
        if self._begun.is_set():
            raise ServerDraining

    async def wait(self) -> None:
        """Until it begins."""
        await self._begun.wait()
