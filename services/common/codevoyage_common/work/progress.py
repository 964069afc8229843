"""Progress that is honest: a rate over the last seconds, an estimate only when it means something."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from codevoyage_common.lifecycle import Stage

#: Seconds over which the rate is taken: long enough to be steady, short enough to follow a change.
WINDOW_SECONDS: Final = 5.0
#: No estimate before so much of the work was seen: the first chunks tell little.
ESTIMATE_FROM: Final = 0.05


class Meter:
    """Counts one stage's units. total: 0 when it is not known. done: by earlier attempts, of which no rate is known."""

    def __init__(
        self, *, stage: Stage, unit: str, total: int, done: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stage = stage
        self._unit = unit
        self._total = total
        self._clock = clock
        self._seen: deque[tuple[float, int]] = deque([(clock(), done)])

    def at(self, done: int) -> dict[str, Any]:
        """The `progress` column when so many units are done."""
        now = self._clock()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[0][0] < now - WINDOW_SECONDS:
            self._seen.popleft()
        since, then = self._seen[0]
        rate = (done - then) / (now - since) if now > since else 0.0
        known = self._total > 0 and rate > 0 and done >= ESTIMATE_FROM * self._total
        return {
            "stage": self._stage.value,
            "done": done,
            "total": self._total,
            "unit": self._unit,
            "rate": round(rate, 3),
            "remaining": max(0.0, (self._total - done) / rate) if known else None,
        }
