"""What was taken in of a history, in columns: a longer one goes on from here, with the same result as from nothing.

Numbers of commits are ingest's, which a longer history keeps for the commits that it begins with. Numbers of paths
must be kept by whoever keeps this. Pages and runs that trees share are written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.spans import BEFORE, ENDLESS, Spans, written
from codevoyage_analysis.metrics.survival.trees import GONE, PAGE, Page, Tree

_ABSENT: Final = -1
_DELETED: Final = -2


@dataclass(frozen=True, kw_only=True, eq=False)
class Checkpoint:
    """next: commits below it were taken in. newest: the newest of them on the mainline, -1: none.

    commits: whose trees are held. page_counts: of each tree. page_numbers: of all trees, one after the other, rows of
    `pages`. pages: (n, PAGE) files: rows of `runs`, or absent, or deleted. unread: trees of which what was never set
    stood before the first commit that was read. runs: how many each file has, and of all files, one after the other,
    ends and origins. events: those of the commits that were taken in.
    """

    next: int
    newest: int
    commits: NDArray[np.int64]
    page_counts: NDArray[np.int64]
    page_numbers: NDArray[np.int64]
    pages: NDArray[np.int32]
    unread: NDArray[np.bool_]
    runs: NDArray[np.int64]
    ends: NDArray[np.int32]
    origins: NDArray[np.int32]
    events: LineEvents

    @classmethod
    def of(cls, trees: Mapping[int, Tree], *, next: int, newest: int, events: LineEvents) -> Checkpoint:  # noqa: A002
        """Of the trees of some commits."""
        files: dict[int, tuple[int, Spans]] = {}
        pages: dict[int, tuple[int, Page]] = {}
        numbers: list[int] = []
        rows: list[list[int]] = []
        for commit in sorted(trees):
            for page in trees[commit].pages:
                if id(page) not in pages:
                    pages[id(page)] = len(pages), page
                    rows.append([_number(file, files) for file in page])
                numbers.append(pages[id(page)][0])
        spans = [file for _, file in files.values()]
        nothing = [np.empty(0, np.int32)]
        return cls(
            next=next,
            newest=newest,
            commits=np.array(sorted(trees), np.int64),
            page_counts=np.array([len(trees[commit].pages) for commit in sorted(trees)], np.int64),
            page_numbers=np.array(numbers, np.int64),
            pages=np.array(rows, np.int32).reshape(-1, PAGE),
            unread=np.array([trees[commit].elsewhere is not None for commit in sorted(trees)], np.bool_),
            runs=np.array([len(each.ends) for each in spans], np.int64),
            ends=np.concatenate(nothing + [each.ends for each in spans]),
            origins=np.concatenate(nothing + [each.origins for each in spans]),
            events=events,
        )

    def trees(self) -> dict[int, Tree]:
        """The trees by commit, as they were."""
        ends = np.cumsum(self.runs).tolist()
        begins = [0, *ends]
        files: list[Spans | None] = [
            Spans(self.ends[begin:end], self.origins[begin:end]) for begin, end in zip(begins, ends, strict=False)
        ]
        files += [GONE, None]  # what the two negative numbers lead to
        pages = [[files[number] for number in row] for row in self.pages.tolist()]
        unread = written(ENDLESS, BEFORE)
        found: dict[int, Tree] = {}
        numbers = iter(self.page_numbers.tolist())
        for commit, count, odd in zip(
            self.commits.tolist(), self.page_counts.tolist(), self.unread.tolist(), strict=True
        ):
            found[commit] = Tree.of([pages[next(numbers)] for _ in range(count)], unread if odd else None)
        return found


def _number(file: Spans | None, files: dict[int, tuple[int, Spans]]) -> int:
    if file is None:
        return _ABSENT
    if file is GONE:
        return _DELETED
    return files.setdefault(id(file), (len(files), file))[0]
