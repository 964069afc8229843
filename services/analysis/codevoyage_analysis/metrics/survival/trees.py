"""The files of one commit. Most of them are its parent's: trees share what they have in common, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from codevoyage_analysis.metrics.survival.spans import Spans, written

#: Paths on a page. A tree of 100,000 paths has 400 pages, and a commit that touches one file copies one of them.
PAGE: Final = 256
Page = list[Spans | None]
#: In the place of a file that was deleted, where a path that was never set is not absent.
GONE: Final = written(0, 0)


class Tree:
    """Files by the numbers of their paths.

    A path that was never set is `elsewhere`: absent, or what nobody told about.
    """

    def __init__(self, elsewhere: Spans | None = None) -> None:
        self._pages: list[Page] = []
        #: Pages that no other tree has: only these are written to.
        self._mine: set[int] = set()
        self._elsewhere = elsewhere
        self._gone = None if elsewhere is None else GONE

    @classmethod
    def of(cls, pages: list[Page], elsewhere: Spans | None) -> Tree:
        """From pages, which others may have too."""
        tree = cls(elsewhere)
        tree._pages = pages
        return tree

    @property
    def pages(self) -> list[Page]:
        """Only to be read."""
        return self._pages

    @property
    def elsewhere(self) -> Spans | None:
        """What stands at a path that was never set."""
        return self._elsewhere

    def fork(self) -> Tree:
        """Another one like it. Both may be written to."""
        other = Tree(self._elsewhere)
        other._pages = self._pages.copy()
        self._mine = set()
        return other

    def get(self, path: int) -> Spans | None:
        """The file there; None: there is none."""
        page = path // PAGE
        found = self._pages[page][path % PAGE] if page < len(self._pages) else None
        if found is None:
            return self._elsewhere
        return None if found is GONE else found

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
                if file is not None and file is not GONE:
                    yield number * PAGE + slot, file

    def _write(self, path: int, file: Spans | None) -> None:
        number = path // PAGE
        while number >= len(self._pages):
            self._mine.add(len(self._pages))
            self._pages.append([None] * PAGE)
        if number not in self._mine:
            self._pages[number] = self._pages[number].copy()
            self._mine.add(number)
        self._pages[number][path % PAGE] = file
