"""Which language most of the code is in, and when another one took the lead.

Counted are lines of source and test files on the mainline, below the selection's prefix; of as many the language with
the smaller number leads. A lead counts that lasted for 90 days by the mainline's clock, or until the moment: two
languages side by side would take it from each other with every commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.mainline import UNKNOWN
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.standing import sums

#: Days of a lead: a quarter of a year, as half-lives of hotspots have it.
LASTS_DAYS: Final = 90
#: Languages that are looked at, those that ever had most lines added: leaders of a million positions in 64 MB.
_LOOKED_AT: Final = 8
_CODE: Final = [int(FileClass.SOURCE), int(FileClass.TEST)]
_DAY: Final = 86_400


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A language took the lead at a position. language, before: numbers. lines, lines_before: of both, there."""

    position: int
    language: int
    before: int
    lines: int
    lines_before: int


def leads(history: History, selection: Selection) -> list[Lead]:
    """Changes of the leading language up to the moment, by position. The first leader took it from nobody: none."""
    mainline = history.mainline
    versions = history.versions.select("path", "born", "died", "lines").drop_nulls("lines")
    languages, kinds = (history.paths[name].gather(versions["path"]) for name in ("language", "kind"))
    chosen = kinds.is_in(_CODE) & (languages > 0)
    if selection.prefix:
        chosen &= pl.Series(selection.paths(history)[versions["path"].to_numpy()])
    versions = versions.with_columns(language=languages).filter(chosen)
    positions = np.arange(mainline.first, selection.moment.position + 1, dtype=np.int64)
    ranked = (
        versions.group_by("language").agg(pl.col("lines").sum()).sort("lines", "language", descending=[True, False])
    )
    looked_at = sorted(ranked["language"].head(_LOOKED_AT).to_list())
    if len(looked_at) < 2 or not len(positions):
        return []
    lines = np.stack(
        [sums(each, each["lines"].to_numpy(), positions) for each in _by_language(versions, looked_at)], axis=1
    )
    leader = np.where(lines.any(axis=1), lines.argmax(axis=1), -1)
    found, before = [], -1
    for begin in _lasting(leader, mainline.clock[: len(positions)]):
        now = int(leader[begin])
        if before not in (-1, now):
            found.append(
                Lead(
                    position=int(positions[begin]),
                    language=looked_at[now],
                    before=looked_at[before],
                    lines=int(lines[begin, now]),
                    lines_before=int(lines[begin, before]),
                )
            )
        before = now
    return found


def _by_language(versions: pl.DataFrame, languages: list[int]) -> list[pl.DataFrame]:
    return [versions.filter(pl.col("language") == language) for language in languages]


def _lasting(leader: NDArray[np.int64], clock: NDArray[np.int64]) -> list[int]:
    """Where the leads begin that last: rows, ascending."""
    begins = np.flatnonzero(np.diff(leader, prepend=-2))
    ends = np.append(begins[1:], len(leader))
    found = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        if leader[begin] < 0:
            continue
        known = clock[begin] != UNKNOWN
        if end == len(leader) or (known and clock[end] - clock[begin] >= LASTS_DAYS * _DAY):
            found.append(begin)
    return found
