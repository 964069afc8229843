"""How long recovering took: printed with each test, and written down where `make reliability` says."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.faults.waiting import SOON_SECONDS, T, until


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """One measurement. row: of the table of hostile inputs. what: from which fault to which sign of life."""

    row: int
    what: str
    seconds: float


class Recoveries:
    """All measurements of a session. file: gets a line of JSON for each; None: nowhere."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def note(self, row: int, what: str, *seconds: float) -> None:
        """Prints one or many measurements of the same, and writes them down."""
        of_many = f" (median of {len(seconds)}; {min(seconds):.2f} to {max(seconds):.2f} s)" if len(seconds) > 1 else ""
        print(f"row {row}: {what}: {statistics.median(seconds):.2f} s{of_many}")
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                for one in seconds:
                    file.write(json.dumps(asdict(Recovery(row=row, what=what, seconds=round(one, 3)))) + "\n")

    def measure(self, row: int, what: str, happened: Callable[[], T | None], *, seconds: float = SOON_SECONDS) -> T:
        """Waits from now until something happened, and notes how long that took."""
        begun = time.monotonic()
        answer = until(happened, seconds=seconds)
        self.note(row, what, time.monotonic() - begun)
        return answer

    @contextmanager
    def measured(self, row: int, what: str) -> Iterator[None]:
        """Notes how long the block took."""
        begun = time.monotonic()
        yield
        self.note(row, what, time.monotonic() - begun)
