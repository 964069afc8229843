"""Whoever `git blame` says wrote a line, wrote it by our walk too: line by line, at several moments.

One difference is known. git blame looks for a file's old name by itself, one file at a time; hence two files can come
from one that was deleted, where git's own list of changes gives it to one of them and calls the other one new.
CODEVOYAGE_EXAMPLES=2000 draws as many histories, other ones each time; without it they are the same ones in each run.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings

from codevoyage_analysis.metrics.survival.spans import cut
from tests.repositories import hard_cases
from tests.repositories.blame import blamed
from tests.repositories.history import History
from tests.repositories.line_facts import LineFacts, origins
from tests.repositories.oracle import Oracle
from tests.repositories.patches import hunks_of
from tests.repositories.random_histories import histories

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
_EXAMPLES = int(os.environ.get("CODEVOYAGE_EXAMPLES", "0"))
STANDS = 0xFFFFFFFF


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_every_line_of_the_hard_cases_is_whose_git_blame_says(tmp_path: Path, object_format: str) -> None:
    path = tmp_path / "source"
    hard_cases.build(path, object_format=object_format)
    oracle = Oracle(path)
    for commit in oracle.mainline[:: max(1, len(oracle.mainline) // 5)]:
        assert _compare(path, commit)


@settings(
    max_examples=_EXAMPLES or 60,
    derandomize=not _EXAMPLES,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(histories())
def test_every_line_of_a_random_history_is_whose_git_blame_says(history: History) -> None:
    note(f"git fast-import --date-format=raw-permissive reads {history.stream!r}")
    with tempfile.TemporaryDirectory(prefix="codevoyage-random-") as folder:
        path = Path(folder) / "source"
        history.without_binaries().write(path)
        _compare(path, "HEAD")


def test_events_sum_up_to_the_lines_of_every_version(tmp_path: Path) -> None:
    path = tmp_path / "source"
    hard_cases.build(path)
    facts = LineFacts.read(path)
    events, versions = facts.lineage().events(), facts.versions
    for position in range(len(facts.order.mainline)):
        past = events.positions <= position
        sums = np.bincount(events.paths[past], events.deltas[past], minlength=len(facts.paths))
        there = (versions.born <= position) & (position < versions.died) & (versions.lines >= 0)
        expected = np.bincount(versions.paths[there], versions.lines[there], minlength=len(facts.paths))
        assert (sums == expected).all()


def _compare(path: Path, commit: str) -> int:
    """How many lines there were."""
    oracle = Oracle(path)
    facts = LineFacts.read(path, head=commit)
    tree, versions = facts.lineage().tree(), facts.versions
    names = {number: name for name, number in facts.paths.items()}
    lines = 0
    for row in np.flatnonzero((versions.died == STANDS) & (versions.lines > 0)).tolist():
        number = int(versions.paths[row])
        file = tree.get(number)
        assert file is not None
        found = [facts.order.id(origin).hex() for origin in origins(cut(file, int(versions.lines[row])))]
        said = blamed(oracle, commit, names[number])
        assert len(found) == len(said)
        for mine, theirs in zip(found, said, strict=True):
            assert mine == theirs or _may_come_from_a_shared_source(oracle, mine)
        lines += len(found)
    return lines


def _may_come_from_a_shared_source(oracle: Oracle, commit: str) -> bool:
    """Whether git calls a file new in a commit where others went or were renamed."""
    statuses = {status for parent in oracle.parents(commit) for status, *_ in hunks_of(oracle, commit, parent=parent)}
    return "A" in statuses and bool(statuses & {"D", "R"})
