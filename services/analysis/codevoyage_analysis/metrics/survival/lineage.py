"""The walk: the tree of every commit from its parents' trees, and from those of the mainline what is given out.

A tree is held until the last commit that comes from it is done; a commit that comes from it last takes it over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from codevoyage_analysis.metrics.survival.changes import Change, Graph
from codevoyage_analysis.metrics.survival.checkpoint import Checkpoint
from codevoyage_analysis.metrics.survival.events import EventLog, LineEvents
from codevoyage_analysis.metrics.survival.merging import FileUnknown, files_of
from codevoyage_analysis.metrics.survival.spans import BEFORE, ENDLESS, Spans, cut, written
from codevoyage_analysis.metrics.survival.trees import Tree
from codevoyage_analysis.metrics.survival.versions import Versions


class TreeForgotten(LookupError):
    """A checkpoint does not reach back as far as the longer history does: it must be taken in from its beginning."""


class Lineage:
    """Commits are taken in by number; events come out by mainline position."""

    def __init__(self, graph: Graph, versions: Versions, *, keep: int = 0, begin: Checkpoint | None = None) -> None:
        """keep: so many of the newest commits' trees are held whatever comes from them, for `checkpoint`.

        begin: what was taken in of a history whose commits were the first ones of this one. Raises TreeForgotten when
        it does not hold a tree that the rest needs.
        """
        self._graph = graph
        self._versions = versions
        self._keep = keep
        self._log = EventLog(begin.events if begin else None)
        self._open: dict[int, Tree] = begin.trees() if begin else {}
        #: The commit that comes next.
        self.next = begin.next if begin else 0
        #: Number and tree of the newest mainline commit that was taken in.
        self._newest = begin.newest if begin else -1
        self._mainline = self._open[self._newest] if self._newest >= 0 else Tree()
        #: How many commits that are still to come have each as a parent.
        self._children = [0] * len(graph)
        for parents in graph.parents[self.next :]:
            for parent in parents:
                if parent >= 0:
                    self._children[parent] += 1
                if 0 <= parent < self.next and parent not in self._open:
                    raise TreeForgotten(f"the tree of commit {parent} is not held any more")
        for commit in sorted(self._open):
            self._drop(commit)

    def take(self, changes: Mapping[int, Sequence[Change]], *, end: int) -> None:
        """Takes in the commits up to, and without, `end`.

        changes: of those that have any. Raises FileUnknown, HunksMisfit when they do not fit what came before.
        """
        for commit in range(self.next, end):
            self._commit(commit, changes.get(commit, ()))

    def events(self) -> LineEvents:
        """All events so far."""
        return self._log.take()

    def tree(self) -> Tree:
        """Files of the newest mainline commit that was taken in. Only to be read, and until more is taken in."""
        return self._mainline

    def checkpoint(self) -> Checkpoint:
        """What a longer history goes on from."""
        trees = self._open if self._newest < 0 else {**self._open, self._newest: self._mainline}
        return Checkpoint.of(trees, next=self.next, newest=self._newest, events=self.events())

    def _commit(self, commit: int, changes: Sequence[Change]) -> None:
        numbers = self._graph.parents[commit]
        trees = [self._open[number] if number >= 0 else Tree(written(ENDLESS, BEFORE)) for number in numbers]
        gone, files = files_of(commit, changes, trees or [Tree()])
        position = self._graph.positions[commit]
        fallen = self._fallen(position) if position >= 0 else {}
        tree = trees[0] if trees else Tree()
        if numbers and numbers[0] >= 0 and (self._children[numbers[0]] > 1 or self._is_kept(numbers[0])):
            tree = tree.fork()
        for path in gone:
            tree.remove(path)
        for path, file in files:
            tree.put(path, file)
        self.next = commit + 1
        self._open[commit] = tree
        if position >= 0:
            self._newest, self._mainline = commit, tree
            self._tell(position, fallen)
        for number in numbers:
            if number >= 0:
                self._children[number] -= 1
                self._drop(number)
        self._drop(commit)
        self._drop(commit - self._keep)

    def _is_kept(self, commit: int) -> bool:
        return commit >= self.next - self._keep

    def _drop(self, commit: int) -> None:
        """Lets go of a tree that nobody needs."""
        if commit in self._open and not self._children[commit] and not self._is_kept(commit):
            del self._open[commit]

    def _fallen(self, position: int) -> dict[int, Spans]:
        """What stood before and does not stand at a position: the lines at each path."""
        return {
            version.path: self._counted(version.path, version.lines)
            for version in self._versions.died_at(position)
            if version.lines >= 0
        }

    def _tell(self, position: int, fallen: dict[int, Spans]) -> None:
        for version in self._versions.born_at(position):
            if version.lines < 0:
                continue
            new, old = self._counted(version.path, version.lines), fallen.pop(version.path, None)
            if old is None:
                self._log.stands(position, version.path, new)
            else:
                self._log.changes(position, version.path, old, new)
        for path, old in fallen.items():
            self._log.falls(position, path, old)
        self._log.settle()

    def _counted(self, path: int, lines: int) -> Spans:
        file = self._mainline.get(path)
        if file is None:
            raise FileUnknown(f"path {path} stands on the mainline, and no commit put it there")
        return cut(file, lines)
