"""The walk over a `History`: its numbers and ingest's chunks of hunks in, events by its numbers out.

The walk has numbers of its own for paths, which stay when the history grows; commits it takes by ingest's,
which a longer history keeps.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.hunks import HunkChunk
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.tables import STANDS
from codevoyage_analysis.metrics.survival.by_file import FileEvents, by_file
from codevoyage_analysis.metrics.survival.changes import Graph
from codevoyage_analysis.metrics.survival.checkpoint import Checkpoint
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.history_changes import HistoryChanges
from codevoyage_analysis.metrics.survival.lineage import Lineage, TreeForgotten
from codevoyage_analysis.metrics.survival.merging import FileUnknown
from codevoyage_analysis.metrics.survival.names import Names
from codevoyage_analysis.metrics.survival.spans import BEFORE, HunksMisfit, cut
from codevoyage_analysis.metrics.survival.versions import Versions

#: Newest commits whose trees a checkpoint holds: what is pushed next mostly comes from one of them. They share most of
#: what they have: 2,000 of git/git take some ten megabytes.
KEPT: Final = 2_000


@dataclass(frozen=True, kw_only=True, eq=False)
class SavedLines:
    """What a longer history's walk goes on from. digest: SHA-256 of the ids and positions of the commits that were
    taken in.

    paths: names by the walk's numbers.
    """

    digest: bytes
    paths: list[bytes]
    walk: Checkpoint


def versions_of(history: History) -> Versions:
    """The versions of a history, by its numbers."""
    versions = history.versions
    return Versions(
        paths=versions["path"].to_numpy().astype(np.int64),
        files=versions["file"].to_numpy().astype(np.int64),
        born=versions["born"].to_numpy().astype(np.int64),
        died=versions["died"].to_numpy().astype(np.int64),
        lines=versions["lines"].fill_null(-1).to_numpy(),
    )


class HistoryLines:
    """Takes in the chunks of hunks of a history, from commit `next` on."""

    def __init__(self, history: History, *, begin: SavedLines | None = None, keep: int = KEPT) -> None:
        """begin: where an earlier walk ended; unless this history goes on from there, the walk begins anew."""
        self._history = history
        self._by_number = np.argsort(history.commits["number"].to_numpy())
        fits = begin is not None and begin.digest == self._digest(begin.walk.next)
        saved = begin if fits else None
        try:
            self._start(saved, keep)
        except TreeForgotten:
            self._start(None, keep)

    @property
    def next(self) -> int:
        """The commit that comes next, by ingest's number; the chunks before it are not needed."""
        return self._walk.next

    def take(self, chunk: HunkChunk) -> None:
        """Takes in a chunk; of commits that were taken in, nothing. Raises FactsBroken when it does not fit."""
        if chunk.end <= self.next:
            return
        try:
            self._walk.take(self._changes.of(chunk), end=chunk.end)
        except (FileUnknown, HunksMisfit, ValueError, IndexError) as error:
            raise FactsBroken(f"Hunks do not fit the history: {error}. The run starts over.") from error

    def events(self) -> LineEvents:
        """All events so far, by the history's numbers of paths and commits."""
        found = self._walk.events()
        paths = self._path_names.places(self._history.path_texts)[found.paths]
        commits = np.append(self._by_number, BEFORE)[found.origins]  # BEFORE is the last one
        order = np.lexsort((commits, paths, found.positions))
        return LineEvents(
            positions=found.positions[order],
            paths=paths[order].astype(np.int32),
            origins=commits[order].astype(np.int32),
            deltas=found.deltas[order],
        )

    def file_events(self) -> FileEvents:
        """The same by file, wherever it stood; once all is taken in."""
        return by_file(self.events(), versions_of(self._history))

    def newest(self) -> pl.DataFrame:
        """The lines of the newest tree, once all is taken in: `path, first, lines, commit`, by path and first line.

        first: of the run, from 1. commit: who wrote the run; BEFORE: none that was read.
        """
        standing = self._history.versions.filter((pl.col("died") == STANDS) & (pl.col("lines") > 0))
        numbers = self._paths[standing["path"].to_numpy()]
        tables = []
        for path, number, lines in zip(standing["path"], numbers.tolist(), standing["lines"], strict=True):
            file = self._walk.tree().get(number)
            if file is None:
                raise FactsBroken("A file of the newest tree was never put there. The run starts over.")
            spans = cut(file, lines)
            counts = spans.counts()
            tables.append((np.full(len(counts), path), spans.ends - counts + 1, counts, spans.origins))
        columns = [np.concatenate([np.empty(0, np.int64), *column]) for column in zip(*tables, strict=True)]
        path, first, lines, origins = columns or [np.empty(0, np.int64)] * 4
        commits = np.append(self._by_number, BEFORE)[origins.astype(np.int64)]
        return pl.DataFrame(
            {"path": path, "first": first, "lines": lines, "commit": commits},
            schema={"path": pl.UInt32, "first": pl.UInt32, "lines": pl.UInt32, "commit": pl.Int32},
        )

    def saved(self) -> SavedLines:
        """What a longer history goes on from."""
        return SavedLines(
            digest=self._digest(self.next),
            paths=list(self._path_names),
            walk=self._walk.checkpoint(),
        )

    def _start(self, saved: SavedLines | None, keep: int) -> None:
        history = self._history
        self._path_names = Names(saved.paths if saved else ())
        #: The walk's number of each path of the history.
        self._paths = self._path_names.numbers(history.path_texts)
        versions = versions_of(history)
        self._walk = Lineage(
            self._graph(),
            replace(versions, paths=self._paths[versions.paths]),
            keep=keep,
            begin=saved.walk if saved else None,
        )
        self._changes = HistoryChanges(history, self._path_names)

    def _graph(self) -> Graph:
        """The commits by ingest's numbers."""
        commits, parents = self._history.commits, self._history.parents
        numbers = commits["number"].to_numpy().astype(np.int64)
        child = numbers[parents["commit"].to_numpy()]
        order = np.argsort(child, kind="stable")
        positions = commits["position"].fill_null(-1).to_numpy()[self._by_number]
        flat = np.append(numbers, -1)[parents["parent"].to_numpy()][order]
        return Graph.of(commits["parents"].to_numpy()[self._by_number], flat, positions)

    def _digest(self, end: int) -> bytes:
        """Of the ids and positions of the first commits, by ingest's numbers."""
        positions = self._history.commits["position"].fill_null(-1).to_numpy()[self._by_number[:end]]
        ids = self._history.commits["id"].gather(self._by_number[:end])
        return hashlib.sha256(b"%d " % end + positions.astype("<i4").tobytes() + b"".join(ids.to_list())).digest()
