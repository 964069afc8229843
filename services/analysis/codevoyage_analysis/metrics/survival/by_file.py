"""Line events by file: what was written and taken away, wherever the file stood.

Which file stood at a path is asked of the versions when all is read, for it may turn out late: a path that a merge
brought is the file that the first change finds there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.versions import Versions


@dataclass(frozen=True, kw_only=True, eq=False)
class FileEvents:
    """Entry i of each column is one event, by file, origin, position; a rename is none. deltas: lines, never 0."""

    files: NDArray[np.int64]
    origins: NDArray[np.int64]
    positions: NDArray[np.int64]
    deltas: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.files)


def by_file(events: LineEvents, versions: Versions) -> FileEvents:
    """The same events, of files. versions: by whose numbers of paths the events are; all of the mainline."""
    paths, positions = events.paths.astype(np.int64), events.positions.astype(np.int64)
    files = np.where(
        events.deltas > 0,
        _file_at(versions, versions.born, paths, positions),
        _file_at(versions, versions.died, paths, positions),
    )
    columns = [files, events.origins.astype(np.int64), positions, events.deltas.astype(np.int64)]
    moved = list(_handed_over(events, versions))
    files, origins, positions, deltas = (np.concatenate(parts) for parts in zip(columns, *moved, strict=True))
    order = np.lexsort((positions, origins, files))
    files, origins, positions, deltas = files[order], origins[order], positions[order], deltas[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (files[1:] != files[:-1]) | (origins[1:] != origins[:-1]) | (positions[1:] != positions[:-1])
    rows = np.flatnonzero(first)
    sums = np.add.reduceat(deltas, rows) if len(rows) else deltas
    rows, sums = rows[sums != 0], sums[sums != 0]
    return FileEvents(files=files[rows], origins=origins[rows], positions=positions[rows], deltas=sums)


def _file_at(
    versions: Versions, ends: NDArray[np.int64], paths: NDArray[np.int64], positions: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The file of the version at each path whose end, or beginning, is at that position; any where there is none."""
    keys = (versions.paths << 32) | ends
    order = np.argsort(keys, kind="stable")
    if not len(order):
        return np.zeros(len(paths), np.int64)
    at = np.minimum(np.searchsorted(keys[order], (paths << 32) | positions), len(order) - 1)
    return versions.files[order[at]]


def _handed_over(events: LineEvents, versions: Versions) -> Iterator[list[NDArray[np.int64]]]:
    """Lines that stay at a path while another file takes it over, as merges have it: they fall and come to stand."""
    order = np.lexsort((versions.born, versions.paths))
    old, new = order[:-1], order[1:]
    taken = (versions.paths[old] == versions.paths[new]) & (versions.died[old] == versions.born[new])
    taken &= (versions.files[old] != versions.files[new]) & (versions.lines[old] >= 0) & (versions.lines[new] >= 0)
    if not taken.any():
        return
    by_path = np.argsort(events.paths, kind="stable")
    paths = events.paths[by_path]
    for before, after in zip(old[taken].tolist(), new[taken].tolist(), strict=True):
        position = int(versions.born[after])
        begin, end = np.searchsorted(paths, [versions.paths[after], versions.paths[after] + 1])
        rows = by_path[begin:end]
        origins, index = np.unique(events.origins[rows], return_inverse=True)
        stood, stands = np.zeros(len(origins), np.int64), np.zeros(len(origins), np.int64)
        for sums, seen in ((stood, events.positions[rows] < position), (stands, events.positions[rows] <= position)):
            np.add.at(sums, index[seen], events.deltas[rows][seen])
        stay = np.minimum(stood, stands)
        for file, sign in ((versions.files[before], -1), (versions.files[after], 1)):
            yield [np.full(len(origins), file), origins.astype(np.int64), np.full(len(origins), position), sign * stay]
