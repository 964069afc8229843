"""Answers that are kept in Redis: correct without it, and never asked to forget, as a key names all that counts.

A key is SHA-256 over the result hash and the digests of all columns (`store.columns.Stored.key`), the version of the
definitions, the RPC and the request without the analysis' name. What changes any of them changes the key; the old one
expires. Redis evicts these keys alone when its memory is short: nothing else expires there.
"""

from __future__ import annotations

import hashlib
import logging
import struct
import time
from collections.abc import Sequence
from typing import Final

import redis
import redis.asyncio
from google.protobuf.message import Message
from redis.asyncio.connection import BlockingConnectionPool

from codevoyage_analysis.metrics.definitions import DEFINITIONS

_log = logging.getLogger(__name__)
#: Bytes of a kept answer. Larger ones are trees and tables of whole repositories: computing them costs less than
#: handing them to Redis and back.
VALUE_BYTES: Final = 256 * 1024
#: Seconds that an answer is kept after it was computed; who comes back does so within an hour.
KEPT_SECONDS: Final = 3_600
#: Seconds for one command: a Redis that is slower is no help.
COMMAND_SECONDS: Final = 0.25
#: Seconds without a try after one that failed.
PAUSE_SECONDS: Final = 2.0
#: Commands at a time; those beyond wait for COMMAND_SECONDS at most.
CONNECTIONS: Final = 32


class KeptAnswers:
    """Messages of answers by their keys, for one server process."""

    def __init__(self, url: str, *, namespace: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=COMMAND_SECONDS,
            socket_timeout=COMMAND_SECONDS,
            socket_connect_timeout=COMMAND_SECONDS,
        )
        self._redis = redis.asyncio.Redis.from_pool(pool)
        self._prefix = f"codevoyage:{namespace}:answer:"
        self._silent_until = 0.0

    async def get(self, key: str) -> list[bytes] | None:
        """The messages of an answer; None when it is not there, or nobody can say."""
        if time.monotonic() < self._silent_until:
            return None
        try:
            value = await self._redis.get(self._prefix + key)
        except (redis.RedisError, OSError) as error:
            self._failed(error)
            return None
        return _unframed(value) if isinstance(value, bytes) else None

    async def put(self, key: str, messages: Sequence[bytes]) -> None:
        """Keeps an answer, unless it is too large or Redis is gone."""
        if time.monotonic() < self._silent_until or sum(map(len, messages)) > VALUE_BYTES:
            return
        try:
            await self._redis.set(self._prefix + key, _framed(messages), ex=KEPT_SECONDS)
        except (redis.RedisError, OSError) as error:
            self._failed(error)

    async def close(self) -> None:
        """Ends the connections."""
        await self._redis.aclose()

    def _failed(self, error: Exception) -> None:
        self._silent_until = time.monotonic() + PAUSE_SECONDS
        _log.warning("answers are computed each time: redis: %s", error)


def key_of(columns: Sequence[bytes], *, rpc: str, request: Message) -> str:
    """The key of an answer. columns: `Stored.key` of each analysis that it is about. request: any that says the same
    has the same key."""
    asked = type(request)()
    asked.CopyFrom(request)
    asked.ClearField("name")
    sha = hashlib.sha256()
    for part in (*columns, str(DEFINITIONS).encode(), rpc.encode(), asked.SerializeToString(deterministic=True)):
        sha.update(len(part).to_bytes(8, "big") + part)
    return sha.hexdigest()


def _framed(messages: Sequence[bytes]) -> bytes:
    return b"".join(struct.pack(">I", len(message)) + message for message in messages)


def _unframed(value: bytes) -> list[bytes]:
    found, begin = [], 0
    while begin < len(value):
        (length,) = struct.unpack_from(">I", value, begin)
        found.append(value[begin + 4 : begin + 4 + length])
        begin += 4 + length
    return found
