"""The latest contents, in one piece of memory that is written round and round."""

from __future__ import annotations

from collections import deque

import numpy as np

from codevoyage_ingest.git.counting.kernel import Content

#: Contents begin at multiples of it, so that they can be read by machine words.
_ALIGNMENT = 64


class Ring:
    """Contents by raw blob id. Taken from the system once: tens of thousands of arrays of all sizes, in and out of the
    heap, would leave it full of holes of hundreds of megabytes."""

    def __init__(self, size: int) -> None:
        self._memory = np.empty(size, dtype=np.uint8)
        self._places: dict[bytes, tuple[int, int]] = {}
        #: The same, oldest first.
        self._order: deque[tuple[bytes, int]] = deque()
        self._next = 0

    def __contains__(self, blob: bytes) -> bool:
        return blob in self._places

    def stays(self, blob: bytes) -> bool:
        """Whether it is there, and will be until a quarter of the ring has been written."""
        place = self._places.get(blob)
        size = len(self._memory)
        return place is not None and (place[0] - self._next) % size >= size // 4

    def get(self, blob: bytes) -> Content | None:
        """A content that is still there; it stays as it is until the next `room`."""
        place = self._places.get(blob)
        return None if place is None else self._memory[place[0] : place[1]]

    def room(self, blob: bytes, size: int) -> Content:
        """Where to write a content, at most half as large as the ring; older ones that stood there are gone."""
        begin = self._next
        if begin + size > len(self._memory):
            # What is between here and the end is older than all at the beginning.
            while self._order and self._order[0][1] >= begin:
                self._drop_oldest()
            begin = 0
        end = begin + size
        while self._order and begin <= self._order[0][1] < end:
            self._drop_oldest()
        # One that began before and reaches into it was written later, or does not exist: places follow one another.
        self._places[blob] = (begin, end)
        self._order.append((blob, begin))
        self._next = -(-end // _ALIGNMENT) * _ALIGNMENT
        return self._memory[begin:end]

    def _drop_oldest(self) -> None:
        blob, begin = self._order.popleft()
        if self._places[blob][0] == begin:  # otherwise it was written anew
            del self._places[blob]
