"""The changes of a chunk of commits as the walk takes them: those of a `History` and of merges, with their hunks."""

from __future__ import annotations

import numpy as np

from codevoyage_analysis.facts.hunks import HunkChunk
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.survival.changes import Change, Changes, HunkColumns
from codevoyage_analysis.metrics.survival.names import Names


class HistoryChanges:
    """Finds the changes of non-merge commits by ingest's numbers of commits, and joins them with a chunk of hunks."""

    def __init__(self, history: History, paths: Names) -> None:
        """paths: the walk's numbers of paths."""
        self._names = paths
        self._paths = paths.numbers(history.path_texts)
        numbers = history.commits["number"].to_numpy().astype(np.int64)
        commits = numbers[history.changes["commit"].to_numpy()]
        self._order = np.argsort(commits, kind="stable")
        self._commits = commits[self._order]
        self._table = history.changes

    def of(self, chunk: HunkChunk) -> dict[int, list[Change]]:
        """By commit. Raises ValueError for hunks of no change."""
        begin, end = np.searchsorted(self._commits, [chunk.first, chunk.end])
        commits = self._commits[begin:end]
        table = self._table[self._order[begin:end]]
        nothing = np.zeros(len(commits), np.int64)
        old_paths = (old or path for old, path in zip(chunk.merge_old_paths, chunk.merge_paths, strict=True))
        parts = (
            (commits, chunk.merge_commits),
            # Within their commit, as git orders them.
            (np.arange(begin, end) - np.searchsorted(self._commits, commits), chunk.merge_ordinals),
            (nothing, chunk.merge_parents),
            (table["status"].to_numpy(), chunk.merge_statuses),
            (self._paths[table["path"].to_numpy()], self._names.numbers(chunk.merge_paths)),
            (self._paths[table["old_path"].to_numpy()], self._names.numbers(old_paths)),
            (nothing, chunk.merge_taken_from),
            (table["binary"].to_numpy(), chunk.merge_binary),
        )
        joined = [np.concatenate([mine.astype(np.int64), of_merges.astype(np.int64)]) for mine, of_merges in parts]
        order = np.lexsort((joined[1], joined[0]))
        numbers, ordinals, parents, statuses, paths, olds, taken_from, binary = (column[order] for column in joined)
        changes = Changes(
            commits=numbers,
            ordinals=ordinals,
            parents=parents,
            statuses=statuses,
            paths=paths,
            old_paths=olds,
            taken_from=taken_from,
            binary=binary > 0,
        )
        return changes.by_commit(
            HunkColumns(commits=chunk.commits, ordinals=chunk.ordinals, counts=chunk.counts, numbers=chunk.numbers)
        )
