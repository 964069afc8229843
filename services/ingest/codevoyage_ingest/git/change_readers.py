"""Two ways to read the changes of a few commits at a time, with the same result: git counts lines, or we do."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from codevoyage_ingest.git.change_columns import ChangeColumns, parse_changes
from codevoyage_ingest.git.counting.counter import LineCounter
from codevoyage_ingest.git.counting.kernel import kernel
from codevoyage_ingest.git.diff_tree import DiffTree
from codevoyage_ingest.git.piece_queue import Commits
from codevoyage_ingest.git.runner import Git


class ChangeReader:
    """Use it in a `with`, from one thread. Errors: MalformedChanges, Cancelled, and as git's end means."""

    def __init__(self, git: Git, *, rename_limit: int, cancelled: Callable[[], bool]) -> None:
        self._git = git
        self._rename_limit = rename_limit
        self._cancelled = cancelled
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ends.close()

    @abstractmethod
    def ask(self, commits: Commits) -> None:
        """Hand over a few commits, as `DiffTree.ask` bounds them."""

    @abstractmethod
    def answer(self, commits: Commits) -> ChangeColumns:
        """The changes of those that were asked for first and not answered yet, in the order of the asking."""

    @abstractmethod
    def finish(self) -> None:
        """No more is asked for: wait for git's end."""

    def _diff_tree(self, *options: str) -> DiffTree:
        options = ("--raw", *options, "-M", f"-l{self._rename_limit}")
        return self._ends.enter_context(DiffTree(self._git, *options, cancelled=self._cancelled))


class CountedByGit(ChangeReader):
    """By one `git diff-tree --raw --numstat`."""

    def __init__(self, git: Git, *, rename_limit: int, cancelled: Callable[[], bool]) -> None:
        super().__init__(git, rename_limit=rename_limit, cancelled=cancelled)
        self._tree = self._diff_tree("--numstat")

    def ask(self, commits: Commits) -> None:
        self._tree.ask([name.hex() for _, name in commits])

    def answer(self, commits: Commits) -> ChangeColumns:
        return parse_changes(self._tree.answer(), commits, rename_limit=self._rename_limit)

    def finish(self) -> None:
        self._tree.finish()


class CountedFromContents(ChangeReader):
    """By `git diff-tree --raw`, whose contents are compared here; commits of which that tells too little, by git."""

    def __init__(self, git: Git, *, rename_limit: int, cancelled: Callable[[], bool]) -> None:
        super().__init__(git, rename_limit=rename_limit, cancelled=cancelled)
        self._tree = self._diff_tree()
        self._counter = self._ends.enter_context(LineCounter(git, kernel(), cancelled=cancelled))
        self._by_git: CountedByGit | None = None
        #: Asked for and not read yet, then read and not counted yet; in the order of the asking.
        self._asked: deque[Commits] = deque()
        self._read: deque[ChangeColumns] = deque()

    def ask(self, commits: Commits) -> None:
        self._tree.ask([name.hex() for _, name in commits])
        self._asked.append(commits)

    def answer(self, commits: Commits) -> ChangeColumns:
        # One ahead, so that contents are unpacked while others are compared.
        while self._asked and len(self._read) < 2:
            self._read.append(self._parsed(self._asked.popleft()))
        columns = self._read.popleft()
        undecided = set(self._counter.fill(columns, following=self._read[0] if self._read else None))
        if undecided:
            asked = [commit for commit in commits if commit[0] in undecided]
            self._take(columns, undecided, self._counted_by_git(asked))
        return columns

    def finish(self) -> None:
        self._tree.finish()
        self._counter.finish()
        if self._by_git is not None:
            self._by_git.finish()

    def _parsed(self, commits: Commits) -> ChangeColumns:
        return parse_changes(self._tree.answer(), commits, rename_limit=self._rename_limit, counted=False)

    def _counted_by_git(self, commits: Commits) -> ChangeColumns:
        if self._by_git is None:
            self._by_git = self._ends.enter_context(
                CountedByGit(self._git, rename_limit=self._rename_limit, cancelled=self._cancelled)
            )
        self._by_git.ask(commits)
        return self._by_git.answer(commits)

    @staticmethod
    def _take(columns: ChangeColumns, commits: set[int], found: ChangeColumns) -> None:
        """Take the lines of these commits, whose changes stand in the same order in both."""
        rows = [row for row, number in enumerate(columns.commits) if number in commits]
        for row, insertions, deletions in zip(rows, found.insertions, found.deletions, strict=True):
            columns.insertions[row] = insertions
            columns.deletions[row] = deletions
