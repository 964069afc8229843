"""What surviving lines are computed from, read from a bare repository by ingest's own readers, without a stack.

Files are told apart by their paths alone: for whoever wrote a line it does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from codevoyage_analysis.metrics.survival.changes import Change, Changes, Graph, HunkColumns
from codevoyage_analysis.metrics.survival.lineage import Lineage
from codevoyage_analysis.metrics.survival.spans import Spans
from codevoyage_analysis.metrics.survival.versions import Versions
from codevoyage_ingest.domain import Span
from codevoyage_ingest.git.blobs import BINARY, count_lines
from codevoyage_ingest.git.change_columns import ChangeColumns
from codevoyage_ingest.git.changes import read_changes
from codevoyage_ingest.git.mainline import SUBMODULE, SYMLINK, VersionColumns, read_versions
from codevoyage_ingest.git.order import CommitOrder, read_order
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.hunks.columns import HunkColumns as Hunks
from codevoyage_ingest.hunks.columns import MergeColumns
from codevoyage_ingest.hunks.reader import read_hunks

_CHUNK = 2_000
_STATUSES = {"A": 1, "M": 2, "D": 3, "R": 4, "T": 5}


@dataclass
class LineFacts:
    """A repository, read. paths: number of each."""

    git: Git
    order: CommitOrder
    graph: Graph
    versions: Versions
    paths: dict[bytes, int]

    @classmethod
    def read(
        cls, directory: Path, *, head: str = "HEAD", max_commits: int = 0, paths: dict[bytes, int] | None = None
    ) -> LineFacts:
        """All but the changes. paths: numbers of an earlier reading."""
        git = Git(source=str(directory), directory=directory)
        name = bytes.fromhex(git.ask("rev-parse", "--verify", f"{head}^{{commit}}").decode().strip())
        order = read_order(git, name, max_commits=max_commits)
        paths = dict(paths or {})
        return cls(git, order, _graph(order), _versions(git, order, paths), paths)

    def changes(self, *, first: int = 0, chunk: int = _CHUNK) -> Iterator[tuple[int, dict[int, list[Change]]]]:
        """The changes of a chunk of commits after the other, each with the commit that it ends before.

        first: the commit from which on.
        """
        count = len(self.order)
        spans = [Span(first=at, end=min(at + chunk, count)) for at in range(first, count, chunk)]
        commits = [self.order.non_merges(span.first, span.end) for span in spans]
        with read_changes(self.git, commits) as plain, read_hunks(self.git, self.order, spans) as hunks:
            for span, of_commits, of_merges in zip(spans, plain, hunks, strict=True):
                yield span.end, self._joined(of_commits, of_merges)

    def lineage(self) -> Lineage:
        """Every commit taken in."""
        walk = Lineage(self.graph, self.versions)
        for end, changes in self.changes():
            walk.take(changes, end=end)
        return walk

    def _joined(self, plain: ChangeColumns, hunks: Hunks) -> dict[int, list[Change]]:
        """Changes of non-merges and of merges as one, by commit, with their hunks."""
        merges = hunks.merges
        rows = sorted(
            [
                (commit, ordinal, parent, _STATUSES[status], self._path(path), self._path(old_path), taken, binary)
                for columns in (_as_merges(plain), merges)
                for commit, ordinal, parent, status, path, old_path, taken, binary in zip(
                    columns.commits,
                    columns.ordinals,
                    columns.parents,
                    columns.statuses,
                    columns.paths,
                    columns.old_paths,
                    columns.taken_from,
                    columns.binary,
                    strict=True,
                )
            ]
        )
        columns = np.array(rows, np.int64).reshape(-1, 8).T
        changes = Changes(
            commits=columns[0],
            ordinals=columns[1],
            parents=columns[2],
            statuses=columns[3],
            paths=columns[4],
            old_paths=columns[5],
            taken_from=columns[6],
            binary=columns[7] > 0,
        )
        numbers = np.frombuffer(b"".join(hunks.hunks), "<u4").reshape(-1, 4)
        return changes.by_commit(
            HunkColumns(
                commits=np.array(hunks.commits, np.int64),
                ordinals=np.array(hunks.ordinals, np.int64),
                counts=np.array([len(packed) // 16 for packed in hunks.hunks], np.int64),
                numbers=numbers,
            )
        )

    def _path(self, path: bytes) -> int:
        return self.paths.setdefault(path, len(self.paths))


def _as_merges(plain: ChangeColumns) -> MergeColumns:
    """Changes of non-merges, numbered within their commits."""
    commits = np.array(plain.commits, np.int64)
    firsts = np.flatnonzero(np.diff(commits, prepend=-1)) if len(commits) else commits
    ordinals = np.arange(len(commits)) - np.repeat(firsts, np.diff(firsts, append=len(commits)))
    return MergeColumns(
        commits=plain.commits,
        ordinals=ordinals.tolist(),
        statuses=plain.statuses,
        paths=plain.paths,
        old_paths=plain.old_paths,
        parents=[0] * len(plain),
        taken_from=[0] * len(plain),
        binary=[added == BINARY for added in plain.insertions],
    )


def _versions(git: Git, order: CommitOrder, paths: dict[bytes, int]) -> Versions:
    found = VersionColumns()
    for columns in read_versions(git, order):
        for name, column in vars(found).items():
            column.extend(getattr(columns, name))
    counted = [mode not in (SUBMODULE, SYMLINK) for mode in found.modes]
    blobs = dict.fromkeys(blob for blob, has_lines in zip(found.blobs, counted, strict=True) if has_lines)
    lines = count_lines(git, list(blobs), processes=2)
    numbers = np.array([paths.setdefault(path, len(paths)) for path in found.paths], np.int64)
    return Versions(
        paths=numbers,
        files=numbers,
        born=np.array(found.born, np.int64),
        died=np.array(found.died, np.int64),
        lines=np.array(
            [lines[blob] if has_lines else BINARY for blob, has_lines in zip(found.blobs, counted, strict=True)],
            np.int64,
        ),
    )


def origins(spans: Spans) -> list[int]:
    """The commit of each line."""
    found: list[int] = np.repeat(spans.origins, spans.counts()).tolist()
    return found


def _graph(order: CommitOrder) -> Graph:
    numbers = {order.id(number): number for number in range(len(order))}
    positions = [-1] * len(order)
    for at, number in enumerate(order.mainline):
        positions[number] = order.first_position + at
    return Graph(
        parents=[tuple(numbers.get(parent, -1) for parent in order.parents_of(number)) for number in range(len(order))],
        positions=positions,
    )
