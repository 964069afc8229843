"""Wake-ups: PostgreSQL holds the truth, Redis only says "look again".

A lost wake-up costs at most one interval, because whoever waits looks again by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import redis
import redis.asyncio

_log = logging.getLogger(__name__)
#: Seconds until a waiter looks again without having been woken.
INTERVAL_SECONDS: Final = 2.0
_RECONNECT_SECONDS: Final = 1.0


class Waker:
    """Says that something changed. A Redis that is down is no error: waiters look by themselves."""

    def __init__(self, url: str, *, namespace: str) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
        self._namespace = namespace

    def wake(self, topic: str) -> None:
        """Wakes whoever waits for the topic, in any process."""
        with contextlib.suppress(redis.RedisError):
            self._redis.publish(f"codevoyage:{self._namespace}:wake:{topic}", b"")


class Listener:
    """One subscription per server process, shared by all its streams."""

    def __init__(self, url: str, *, namespace: str) -> None:
        self._url = url
        self._prefix = f"codevoyage:{namespace}:wake:"
        self._events: dict[str, set[asyncio.Event]] = defaultdict(set)

    @asynccontextmanager
    async def subscribed(self, topic: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set at each wake-up; clear it before you look, wait after you looked."""
        event = asyncio.Event()
        self._events[topic].add(event)
        try:
            yield event
        finally:
            self._events[topic].discard(event)
            if not self._events[topic]:
                del self._events[topic]

    async def run(self) -> None:
        """For ever; comes back when Redis does."""
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError) as error:
                _log.debug("wake-ups wait for redis: %s", error)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        client = redis.asyncio.Redis.from_url(self._url, socket_connect_timeout=5)
        try:
            async with client.pubsub() as pubsub:
                await pubsub.psubscribe(f"{self._prefix}*")
                self._wake_all()  # whatever was said while nobody listened
                async for message in pubsub.listen():
                    if message["type"] == "pmessage":
                        topic = message["channel"].decode().removeprefix(self._prefix)
                        for event in self._events.get(topic, ()):
                            event.set()
        finally:
            await client.aclose()

    def _wake_all(self) -> None:
        for events in self._events.values():
            for event in events:
                event.set()
