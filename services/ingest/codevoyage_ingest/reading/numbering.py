"""Dictionaries of one job: what occurs often gets a dense number when it is first met.

Numbers are given in the order of first occurrence in a fixed order of reading, so a repeated attempt gives the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from codevoyage_ingest.domain import Span

Key = TypeVar("Key", bound=Hashable)


class Numbering(Generic[Key]):
    """Numbers from 0, and what was added since the last chunk."""

    def __init__(self, known: Iterable[Key] = ()) -> None:
        self._numbers: dict[Key, int] = {key: number for number, key in enumerate(known)}
        self._stored = len(self._numbers)
        self._added: list[Key] = []

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, key: Key) -> int:
        """The key's number; a new one if it has none."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._added.append(key)
        return number

    def keys(self) -> Iterable[Key]:
        """All keys, by number."""
        return self._numbers.keys()

    def take_added(self) -> tuple[Span, Sequence[Key]]:
        """The keys that came since the last call, and their numbers."""
        span, added = Span(first=self._stored, end=len(self._numbers)), self._added
        self._stored, self._added = len(self._numbers), []
        return span, added
