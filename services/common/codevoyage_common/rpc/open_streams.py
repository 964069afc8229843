"""How many streams one client has open: a bound, so that one that opens thousands leaves room for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import grpc

from codevoyage_common.errors import QuotaReached

#: The gateway appends the address that it saw; what stands before it is the client's own say.
_FORWARDED: Final = "x-forwarded-for"


def client_of(context: grpc.aio.ServicerContext[Any, Any]) -> str:
    """Where a call comes from: the address that the gateway saw, or the peer's own."""
    forwarded = dict(tuple(context.invocation_metadata() or ())).get(_FORWARDED)
    if isinstance(forwarded, str) and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return context.peer().rpartition(":")[0]


class OpenStreams:
    """Counts streams by client, on one event loop. each: of one client; all: of everybody."""

    def __init__(self, *, each: int, all_together: int) -> None:
        self._each = each
        self._all = all_together
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_more(self, client: str) -> Iterator[None]:
        """For the length of a stream. Raises QuotaReached."""
        if self._open[client] >= self._each:
            raise QuotaReached(
                f"{self._each} watches are open from here, as many as one client may have. Close some.",
                bound="watches_per_client",
                value=self._each,
                unit="streams",
            )
        if self._open.total() >= self._all:
            raise QuotaReached(
                f"{self._all} watches are open, as many as this server serves. Try again in a moment.",
                bound="watches",
                value=self._all,
                unit="streams",
            )
        self._open[client] += 1
        try:
            yield
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]
