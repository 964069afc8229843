"""The work of one verification: the graph, then runs of commits, then trees; each step stands for itself.

Steps are numbered, so that an attempt goes on where the last one stood; which trees are compared follows from the
seed alone.
"""

from __future__ import annotations

import random
import threading
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.store.stored_rows import StoredRows
from codevoyage_ingest.verification import git_graph
from codevoyage_ingest.verification.commits import compare_commits
from codevoyage_ingest.verification.facts import FactKind
from codevoyage_ingest.verification.findings import Findings
from codevoyage_ingest.verification.git_log import logged
from codevoyage_ingest.verification.git_trees import tree_files
from codevoyage_ingest.verification.graph import compare_ids, compare_mainline
from codevoyage_ingest.verification.stored import stored_commits, stored_tree
from codevoyage_ingest.verification.trees import compare_tree

#: Commits of one step: git answers them in about a second, so that stopping and making way are felt at once.
COMMITS: Final = 500
#: Mainline commits whose ancestors are counted: git walks the history once for each.
_COUNTED: Final = 10


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is verified. head: raw id. commits: how many are stored. truncated: a cap cut the history to these.
    positions: of the mainline commits whose trees are compared, ascending."""

    git: Git
    rows: StoredRows
    head: bytes
    commits: int
    truncated: bool
    positions: Sequence[int]
    cancelled: Callable[[], bool]

    @property
    def runs(self) -> int:
        """Steps that are runs of commits."""
        return -(-self.commits // COMMITS)

    @property
    def steps(self) -> int:
        """All of them."""
        return 1 + self.runs + len(self.positions)

    def step(self, number: int) -> Findings:
        """Does one step, from 0. Errors: Cancelled, and as git's end means."""
        if number == 0:
            return self._graph()
        if number <= self.runs:
            first = (number - 1) * COMMITS
            return self._commits(first, min(first + COMMITS, self.commits))
        return self._tree(self.positions[number - 1 - self.runs])

    def _graph(self) -> Findings:
        width = len(self.head)
        ids = bytearray()
        for name in self.rows.ids():
            ids += name.ljust(width, b"\0")[:width]  # one of another length is no id of this repository
        bound = self.commits if self.truncated else 0
        told = git_graph.reached(self.git, self.head, max_commits=bound, cancelled=self.cancelled)
        findings = compare_ids(git_graph.as_ids(bytes(ids), width=width), told)
        with closing(self.rows.mainline()) as stored:
            mainline = git_graph.mainline(self.git, self.head, cancelled=self.cancelled)
            findings.add(compare_mainline(stored, mainline, whole=not self.truncated))
        if not self.truncated:
            self._count_ancestors(findings)
        return findings

    def _count_ancestors(self, findings: Findings) -> None:
        """A mainline commit's number is how many commits come before it: no more, no fewer than its ancestors."""
        positions = self.positions[:: max(1, len(self.positions) // _COUNTED)]
        for row in self.rows.at_positions(positions):
            told = git_graph.ancestors(self.git, row.id, cancelled=self.cancelled)
            findings.same(FactKind.MAINLINE, f"Commits up to {row.id.hex()}", row.number + 1, told)

    def _commits(self, first: int, end: int) -> Findings:
        names = list(self.rows.ids(first, end))
        with (
            closing(stored_commits(self.rows, first, end)) as stored,
            closing(logged(self.git, names, cancelled=self.cancelled)) as told,
        ):
            return compare_commits(stored, told, bytes_of=self._bytes)

    def _bytes(self, commit: bytes) -> int:
        return int(self.git.ask("cat-file", "-s", commit.hex(), cancelled=self.cancelled))

    def _tree(self, position: int) -> Findings:
        findings = Findings()
        for row in self.rows.at_positions([position]):
            with (
                closing(stored_tree(self.rows, position)) as stored,
                closing(tree_files(self.git, row.id, cancelled=self.cancelled)) as told,
            ):
                findings.add(compare_tree(row.id.hex(), stored, told))
        return findings


def in_order(
    subject: Subject, *, first: int, stopping: threading.Event, threads: int
) -> Generator[Findings, None, None]:
    """What each step from `first` on found, in their order; so many are done at a time.

    stopping: makes `subject.cancelled` true; it is set when the iteration ends early.
    Errors: as `Subject.step`.
    """
    running: deque[Future[Findings]] = deque()
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="verify") as pool:
        try:
            for number in range(first, subject.steps):
                running.append(pool.submit(subject.step, number))
                if len(running) == threads:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            stopping.set()  # who is still at work ends within a quarter of a second


def subject_of(
    git: Git,
    rows: StoredRows,
    *,
    head: bytes,
    commits: int,
    truncated: bool,
    trees: int,
    seed: int,
    cancelled: Callable[[], bool],
) -> Subject:
    """What is to be compared. trees: at so many mainline commits, drawn by the seed, and at the newest.

    Errors: Cancelled, and as git's end means.
    """
    counted = git.ask(
        "rev-list", "--count", "--first-parent", "--end-of-options", head.hex(), "--", cancelled=cancelled
    )
    mainline = range(rows.first_position() or 0 if truncated else 0, int(counted))
    return Subject(
        git=git,
        rows=rows,
        head=head,
        commits=commits,
        truncated=truncated,
        positions=drawn(mainline, trees=trees, seed=seed),
        cancelled=cancelled,
    )


def drawn(mainline: range, *, trees: int, seed: int) -> list[int]:
    """So many positions of a mainline at random, and the newest, ascending; the same for the same seed."""
    if not mainline:
        return []
    older = mainline[:-1]
    # Not for secrets: a seed that is told lets anybody repeat what was found.
    return [*sorted(random.Random(seed).sample(older, min(trees, len(older)))), mainline[-1]]  # noqa: S311
