"""The files of one commit. Most of them are its parent's: trees share what they have in common, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codevoyage_analysis.metrics.survival.spans import Spans, written

#: Paths on a page. A tree of 100,000 paths has 400 pages, and a commit that touches one file copies one of them.
_PAGE: Final = 256
_Page = list[Spans | None]
#: In the place of a file that was deleted, where a path that was never set is not absent.
_GONE: Final = written(0, 0)


class Tree:
    """Files by the numbers of their paths.

    A path that was never set is `elsewhere`: absent, or what nobody told about.
    """

    def __init__(self, elsewhere: Spans | None = None) -> None:
        self._pages: list[_Page] = []
        #: Pages that no other tree has: only these are written to.
        self._mine: set[int] = set()
        self._elsewhere = elsewhere
        self._gone = None if elsewhere is None else _GONE

    def fork(self) -> Tree:
        """Another one like it. Both may be written to."""
        other = Tree(self._elsewhere)
        other._pages = self._pages.copy()
        self._mine = set()
        return other

    def get(self, path: int) -> Spans | None:
        """The file there; None: there is none."""
        page = path // _PAGE
        found = self._pages[page][path % _PAGE] if page < len(self._pages) else None
        if found is None:
            return self._elsewhere
        return None if found is _GONE else found

    def put(self, path: int, file: Spans) -> None:
        """A file comes to stand there."""
        self._write(path, file)

    def remove(self, path: int) -> None:
        """Nothing stands there any more."""
        self._write(path, self._gone)

    def files(self) -> Iterator[tuple[int, Spans]]:
        """What was set and stands, by number."""
        for number, page in enumerate(self._pages):
            for slot, file in enumerate(page):
                if file is not None and file is not _GONE:
                    yield number * _PAGE + slot, file

    def _write(self, path: int, file: Spans | None) -> None:
        number = path // _PAGE
        while number >= len(self._pages):
            self._mine.add(len(self._pages))
            self._pages.append([None] * _PAGE)
        if number not in self._mine:
            self._pages[number] = self._pages[number].copy()
            self._mine.add(number)
        self._pages[number][path % _PAGE] = file
