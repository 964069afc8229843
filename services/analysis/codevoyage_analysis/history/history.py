"""All tables of one analysis, frozen, with what several measures derive from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Final, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.history import tables
from codevoyage_analysis.history.mainline import Mainline


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """The tables of `history.tables`, each under its name. Shared between threads: nobody changes anything.

    Raises ValueError when a table does not have the columns that it should.
    """

    commits: pl.DataFrame
    parents: pl.DataFrame
    changes: pl.DataFrame
    versions: pl.DataFrame
    paths: pl.DataFrame
    languages: pl.DataFrame
    files: pl.DataFrame
    people: pl.DataFrame
    signatures: pl.DataFrame
    trailers: pl.DataFrame
    tags: pl.DataFrame
    measures: pl.DataFrame
    #: Without rows until ingest has measured the key frames.
    frames: pl.DataFrame = field(default_factory=tables.FRAMES.empty)
    indentations: pl.DataFrame = field(default_factory=tables.INDENTATIONS.empty)
    #: Without rows until lines have been followed.
    followed: pl.DataFrame = field(default_factory=tables.FOLLOWED.empty)
    line_events: pl.DataFrame = field(default_factory=tables.LINE_EVENTS.empty)
    line_runs: pl.DataFrame = field(default_factory=tables.LINE_RUNS.empty)

    def __post_init__(self) -> None:
        for table in ALL_TABLES:
            found = getattr(self, table.name).schema
            if found != table.schema:
                raise ValueError(f"the columns of {table.name} are {found}, not {table.schema}")

    @classmethod
    def of(cls, frames: Mapping[str, pl.DataFrame]) -> Self:
        """From tables by their names. Raises ValueError when one is missing, or does not have its columns."""
        wanted = {table.name for table in ALL_TABLES}
        if missing := {table.name for table in tables.FACTS} - set(frames):
            raise ValueError(f"there is no {', '.join(sorted(missing))}")
        return cls(**{name: frame for name, frame in frames.items() if name in wanted})

    @property
    def nbytes(self) -> int:
        """Bytes that the tables take in memory; about as much again may be derived from them."""
        return sum(int(getattr(self, each.name).estimated_size()) for each in fields(self))

    @cached_property
    def file_births(self) -> NDArray[np.uint32]:
        """Of each file, the position at which it first stood on the mainline; STANDS: it never did."""
        births = np.full(len(self.files), tables.STANDS, np.uint32)
        np.minimum.at(births, self.versions["file"].to_numpy(), self.versions["born"].to_numpy())
        return births

    @cached_property
    def mainline(self) -> Mainline:
        """The first-parent chain of HEAD."""
        return Mainline.of(self.commits)

    @cached_property
    def language_names(self) -> tuple[str, ...]:
        """Entry i is what language i is called."""
        return tuple(self.languages["name"].to_list())

    @cached_property
    def path_texts(self) -> list[bytes]:
        """Entry i is path i, exact bytes, in order: for `bisect`."""
        return self.paths["path"].to_list()

    @cached_property
    def _commits_by_id(self) -> tuple[NDArray[np.bytes_], NDArray[np.intp]]:
        ids = packed(self.commits["id"])
        order = np.argsort(ids, kind="stable")
        return ids[order], order

    def commits_with_id(self, begins: bytes, ends: bytes) -> NDArray[np.intp]:
        """Numbers of the commits whose ids are between two, both included, which are as long as an id is here."""
        ids, order = self._commits_by_id
        width = ids.dtype
        low = np.searchsorted(ids, np.array(begins, width), side="left")
        high = np.searchsorted(ids, np.array(ends, width), side="right")
        return order[low:high]


#: What the fields of `History` are.
ALL_TABLES: Final = (*tables.FACTS, *tables.COMPLEXITY, *tables.LINES)


def packed(column: pl.Series) -> NDArray[np.bytes_]:
    """A binary column whose entries are all as long as each other, as `S{width}`: compared as bytes are."""
    if not len(column):
        return np.empty(0, "S20")
    return np.frombuffer(b"".join(column.to_list()), f"S{len(column[0])}")
