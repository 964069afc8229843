"""Numbers of byte strings that stay what they are when a history grows: by when each was first met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray


class Names:
    """A dictionary that only grows."""

    def __init__(self, known: Iterable[bytes] = ()) -> None:
        self._numbers = {name: number for number, name in enumerate(known)}

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[bytes]:
        """In the order of numbers."""
        return iter(self._numbers)

    def number(self, name: bytes) -> int:
        """Of a name, which gets the next one if it has none."""
        return self._numbers.setdefault(name, len(self._numbers))

    def numbers(self, names: Iterable[bytes]) -> NDArray[np.int64]:
        """Of several."""
        return np.fromiter(map(self.number, names), np.int64)

    def places(self, names: Iterable[bytes]) -> NDArray[np.int64]:
        """Of each number, where its name stands among these, which all have one; -1: nowhere."""
        places = np.full(len(self), -1, np.int64)
        found = self.numbers(names)
        places[found] = np.arange(len(found))
        return places
