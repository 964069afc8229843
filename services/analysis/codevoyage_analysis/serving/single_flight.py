"""One computation for all who want the same at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlight(Generic[T]):
    """On one event loop. What is computed goes on when those who wait give up: the next one wants it, too."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, asyncio.Task[T]] = {}

    async def do(self, key: Hashable, call: Callable[[], Awaitable[T]]) -> T:
        """What the call gives; of those with an equal key that is under way. Raises what it raises, to each of them."""
        flight = self._flights.get(key)
        if flight is None:
            flight = asyncio.ensure_future(_run(call))
            self._flights[key] = flight
            flight.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(flight)

    def _landed(self, key: Hashable, flight: asyncio.Task[T]) -> None:
        del self._flights[key]
        if not flight.cancelled():
            flight.exception()  # it was told to whoever waited; without anybody it is nobody's


async def _run(call: Callable[[], Awaitable[T]]) -> T:
    return await call()
