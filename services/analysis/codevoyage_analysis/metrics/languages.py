"""Languages over time: what the tree of each step holds, not what was added.

files, lines, bytes   of the files of one language that stand at a step (`born <= position < died`), of some classes
                      if they are given

Lines are newline characters plus one for an unterminated last line; binaries, symlinks and submodules have none, and
submodules no bytes. The language of a path is that of its name, or of a `linguist-*` attribute of the newest tree.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.history.tables import STANDS

_MEASURES: Final = ("files", "lines", "bytes")


def languages(
    history: History, selection: Selection, positions: Sequence[int], *, classes: Collection[FileClass] = ()
) -> pl.DataFrame:
    """Of the trees at some positions, below the selection's prefix.

    positions: ascending, on the mainline or one before it. classes: of the files that count; empty: all. Columns:
    `position: i64`, `language: u16` (number in `history.languages`), `files: i64`, `lines: i64`, `bytes: i64`; rows by
    position, then by language, of languages that have a file there.
    """
    versions = history.versions
    if selection.prefix or classes:
        chosen = selection.paths(history)
        if classes:
            chosen &= history.paths["kind"].is_in([int(each) for each in classes]).to_numpy()
        versions = versions.filter(chosen[versions["path"].to_numpy()])
    steps = np.asarray(positions, dtype=np.int64)
    of = history.paths["language"].to_numpy()[versions["path"].to_numpy()].astype(np.int64)
    begins = np.searchsorted(steps, versions["born"].to_numpy())
    died = versions["died"].to_numpy()
    ends = np.where(died == STANDS, len(steps), np.searchsorted(steps, died))
    amounts = {
        "files": np.ones(len(versions), np.int64),
        "lines": versions["lines"].fill_null(0).to_numpy(),
        "bytes": versions["bytes"].fill_null(0).to_numpy(),
    }
    # A version comes at the first step that it stands at and goes at the first one that it does not: sums along the
    # steps are what stands, whatever the number of versions.
    shape = (len(steps) + 1, len(history.languages))
    tables = {name: _standing(amounts[name], begins, ends, of, shape) for name in _MEASURES}
    step, language = np.nonzero(tables["files"])
    return pl.DataFrame(
        {
            "position": steps[step],
            "language": language.astype(np.uint16),
            **{name: tables[name][step, language] for name in _MEASURES},
        }
    )


def _standing(
    amounts: NDArray[np.int64],
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    languages: NDArray[np.int64],
    shape: tuple[int, int],
) -> NDArray[np.int64]:
    """steps x languages."""
    table = np.zeros(shape, np.int64)
    np.add.at(table, (begins, languages), amounts)
    np.subtract.at(table, (ends, languages), amounts)
    return table.cumsum(axis=0)[:-1]
