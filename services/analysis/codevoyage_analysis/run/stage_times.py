"""When the stages of a run began and ended, over all of its attempts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from codevoyage_common.lifecycle import Stage


class StageTimes:
    """stage: [first claim, end], seconds since 1970; the end is None while it runs. As the row's column has them."""

    def __init__(self, column: Mapping[str, Any]) -> None:
        self._times: dict[str, list[float | None]] = {name: list(times) for name, times in column.items()}

    def begin(self, stage: Stage) -> None:
        """It runs now; one that ran in an earlier attempt keeps its beginning."""
        begun = self._times.get(stage.value, [time.time()])[0]
        self._times[stage.value] = [begun, None]

    def end(self, stage: Stage) -> None:
        """It has ended, now."""
        self._times[stage.value][1] = time.time()

    def mirror(self, stage: Stage, *, begun: float, ended: float | None) -> None:
        """As a job inside of the run tells."""
        self._times[stage.value] = [begun, ended]

    def to_column(self) -> dict[str, Any]:
        """For the `stages` column; a copy."""
        return {name: list(times) for name, times in self._times.items()}
