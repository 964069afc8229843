"""Whether a part does its work, asked in the cheapest way that is still true."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

#: Seconds for one answer on loopback. Longer is a part that is starting, or that hangs; it is asked again.
SECONDS: Final = 1.0
#: An empty HealthCheckRequest in a gRPC frame: not compressed, no bytes.
_EMPTY_FRAME: Final = b"\0\0\0\0\0"
#: A HealthCheckResponse whose status is SERVING, in a gRPC frame.
_SERVING_FRAME: Final = b"\0\0\0\0\x02\x08\x01"
_MAX_ANSWER: Final = 64 << 10


async def listens(port: int) -> bool:
    """Whether anything takes connections there."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return True
    return False


async def redis_answers(port: int, password: str) -> bool:
    """Whether Redis has loaded its data and answers."""
    command = f"AUTH {password}\r\nPING\r\n".encode()
    answer = await _exchange(port, command, until=b"PONG\r\n")
    return answer.endswith(b"+PONG\r\n")


async def http_answers(port: int, path: str) -> bool:
    """Whether a GET is answered with 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    answer = await _exchange(port, request.encode())
    return answer.startswith(b"HTTP/1.1 200 ")


async def serves_through_gateway(port: int) -> bool:
    """Whether the public services say that they are well: grpc.health.v1.Health/Check as gRPC-web, through Envoy.

    By hand, because a process that forks children all its life had better not have gRPC's threads in it.
    """
    head = (
        "POST /grpc.health.v1.Health/Check HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{port}\r\n"
        "Content-Type: application/grpc-web+proto\r\n"
        "X-Grpc-Web: 1\r\n"
        f"Content-Length: {len(_EMPTY_FRAME)}\r\n"
        "Connection: close\r\n\r\n"
    )
    answer = await _exchange(port, head.encode() + _EMPTY_FRAME)
    return answer.startswith(b"HTTP/1.1 200 ") and _SERVING_FRAME in answer


async def _exchange(port: int, request: bytes, *, until: bytes | None = None) -> bytes:
    """What comes back, to the end of the connection or of `until`; empty when it does not come in time."""
    answer = b""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                while len(answer) < _MAX_ANSWER and (until is None or until not in answer):
                    piece = await reader.read(4096)
                    if not piece:
                        break
                    answer += piece
            finally:
                writer.close()
    return answer
