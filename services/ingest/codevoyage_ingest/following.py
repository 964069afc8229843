"""Work followed by whoever asked for it: looked at when it is woken, and often enough when it is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeVar

from google.protobuf.message import Message

from codevoyage_common.rpc.drain import Drain
from codevoyage_common.work.wakeups import INTERVAL_SECONDS, Listener

#: Looks without news after which something is said all the same: about 10 s, so that nobody takes a stream for dead.
QUIET_LOOKS: Final = int(10 / INTERVAL_SECONDS)

Said = TypeVar("Said", bound=Message)


@dataclass(frozen=True, kw_only=True)
class Follower:
    """listener: hears wake-ups. drain: ends every stream when the server goes down."""

    listener: Listener
    drain: Drain

    async def looks(self, key: str) -> AsyncGenerator[None, None]:
        """Comes each time something may have happened to what has this id. Raises ServerDraining."""
        async with self.listener.subscribed(key) as woken:
            while True:
                self.drain.check()
                woken.clear()
                yield
                await self._until(woken)

    async def follow(
        self, key: str, now: Callable[[], Awaitable[tuple[Said, bool]]], *, to_its_end: bool = True
    ) -> AsyncGenerator[Said, None]:
        """What is to be said of it at each change, and at least every 10 s; once if not to its end.

        now: says it, and whether it has ended. Raises what that raises, and ServerDraining.
        """
        sent: Said | None = None
        quiet = 0
        async with aclosing(self.looks(key)) as looks:
            async for _ in looks:
                message, ended = await now()
                if ended or quiet >= QUIET_LOOKS or sent is None or _is_news(message, sent):
                    yield message
                    sent, quiet = message, 0
                if ended or not to_its_end:
                    return
                quiet += 1

    async def _until(self, woken: asyncio.Event) -> None:
        """Until it is woken, the server drains, or for as long as nobody needs to be woken."""
        waits = [asyncio.ensure_future(woken.wait()), asyncio.ensure_future(self.drain.wait())]
        try:
            await asyncio.wait(waits, timeout=INTERVAL_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _is_news(message: Said, sent: Said) -> bool:
    """Whether anything but the clock has moved."""
    if "elapsed" not in message.DESCRIPTOR.fields_by_name:
        return message != sent
    earlier = type(sent)()
    earlier.CopyFrom(sent)
    earlier.elapsed.CopyFrom(message.elapsed)  # type: ignore[attr-defined]
    return earlier != message
