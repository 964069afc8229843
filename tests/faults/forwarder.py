"""Connections that come from another address of the loopback: to the gateway, another client."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

#: Bytes that are handed on at a time.
PIECE = 1 << 16


@asynccontextmanager
async def forwarded(target: str, *, source: str) -> AsyncIterator[str]:
    """The address, host:port, of a forwarder to a target, which sees its connections come from `source`."""
    host, _, port = target.rpartition(":")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, int(port), local_addr=(source, 0))
        async with asyncio.TaskGroup() as both:
            both.create_task(_hand_on(reader, back))
            both.create_task(_hand_on(there, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        own_host, own_port = server.sockets[0].getsockname()
        yield f"{own_host}:{own_port}"


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
