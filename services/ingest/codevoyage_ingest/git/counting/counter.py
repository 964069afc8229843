"""The columns of lines of a few commits' changes, filled from contents; what cannot be told from them is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from types import TracebackType
from typing import Final, Self

import numpy as np

from codevoyage_ingest.git.blobs import BINARY
from codevoyage_ingest.git.change_columns import NOT_COUNTED, ChangeColumns
from codevoyage_ingest.git.counting.contents import BlobContents
from codevoyage_ingest.git.counting.kernel import Content, Kernel
from codevoyage_ingest.git.mainline import SUBMODULE
from codevoyage_ingest.git.runner import Git, never

#: Changes whose contents are asked for at a time, while the same number is compared: their ids fit a pipe.
_CHANGES: Final = 200
#: The kernel's word for a difference that git must be asked about.
_UNDECIDED: Final = -2


class LineCounter:
    """Use it in a `with`, from one thread. Errors: as `BlobContents`."""

    def __init__(self, git: Git, kernel: Kernel, *, cancelled: Callable[[], bool] = never) -> None:
        self._kernel = kernel
        self._contents = BlobContents(git, cancelled=cancelled)
        #: Its first contents were asked for while those before it were compared.
        self._expected: ChangeColumns | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._contents.__exit__(kind, error, trace)

    def finish(self) -> None:
        """Nothing more is to be counted: wait for git's end."""
        self._contents.finish()

    def fill(self, columns: ChangeColumns, *, following: ChangeColumns | None = None) -> list[int]:
        """Fill the columns of lines, which are empty. The numbers of the commits that git must be asked about.

        following: what is filled next; git unpacks its first contents while the last ones of these are compared.
        """
        undecided: dict[int, None] = {}
        groups = _groups(columns)
        if groups and self._expected is not columns:
            self._ask(columns, groups[0])
        self._expected = following
        for group, after in zip_longest(groups, groups[1:]):
            if after is not None:
                self._ask(columns, after)
            elif following:
                self._ask(following, _groups(following)[0])
            for row in group:
                insertions, deletions, old_lines = self._count(columns, row)
                columns.insertions.append(insertions)
                columns.deletions.append(deletions)
                columns.old_lines.append(old_lines)
                if insertions == _UNDECIDED:
                    undecided[columns.commits[row]] = None
        return list(undecided)

    def _ask(self, columns: ChangeColumns, rows: range) -> None:
        self._contents.ask(self._blobs(columns, rows))

    def _blobs(self, columns: ChangeColumns, rows: range) -> Iterator[bytes]:
        for row in rows:
            # The new one first: packs hold it whole, and the old one as a difference from it.
            for mode, blob in (
                (columns.modes[row], columns.blobs[row]),
                (columns.old_modes[row], columns.old_blobs[row]),
            ):
                if mode not in (0, SUBMODULE):
                    yield blob

    def _count(self, columns: ChangeColumns, row: int) -> tuple[int, int, int]:
        """(insertions, deletions, lines of the old content)."""
        new = self._content(columns.modes[row], columns.blobs[row])
        old = self._content(columns.old_modes[row], columns.old_blobs[row])
        if new is None or old is None or not self._still(columns.modes[row], columns.blobs[row]):
            return _UNDECIDED, _UNDECIDED, NOT_COUNTED
        if not columns.old_modes[row]:
            lines = self._kernel.lines(new)
            return lines, _none_of(lines), NOT_COUNTED
        old_lines = self._kernel.lines(old)
        if not columns.modes[row]:
            return _none_of(old_lines), old_lines, old_lines
        insertions, deletions = self._kernel.count(old, new, self._kernel.seed)
        return insertions, deletions, old_lines

    def _still(self, mode: int, blob: bytes) -> bool:
        return mode in (0, SUBMODULE) or self._contents.still(blob)

    def _content(self, mode: int, blob: bytes) -> Content | None:
        if mode == 0:
            return np.empty(0, dtype=np.uint8)
        if mode == SUBMODULE:  # git's words for it
            return np.frombuffer(bytearray(b"Subproject commit " + blob.hex().encode() + b"\n"), dtype=np.uint8)
        return self._contents.content(blob)


def _groups(columns: ChangeColumns) -> list[range]:
    return [range(at, min(at + _CHANGES, len(columns))) for at in range(0, len(columns), _CHANGES)]


def _none_of(lines: int) -> int:
    """What the side of a change says that has nothing, if the other one has these lines."""
    return BINARY if lines == BINARY else 0
