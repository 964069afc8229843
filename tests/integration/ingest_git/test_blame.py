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

from codevoyage_analysis.metrics.survival.lineage import Lineage, TreeForgotten
from codevoyage_analysis.metrics.survival.spans import ENDLESS, cut
from tests.repositories import hard_cases
from tests.repositories.blame import blamed, may_come_from_a_shared_source
from tests.repositories.history import History, Put
from tests.repositories.line_facts import LineFacts, origins
from tests.repositories.oracle import Oracle
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


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_longer_history_goes_on_from_a_checkpoint_to_the_result_of_a_fresh_walk(tmp_path: Path, share: float) -> None:
    path = tmp_path / "source"
    hard_cases.build(path)
    whole = LineFacts.read(path)
    middle = whole.order.mainline[int(share * len(whole.order.mainline))]
    short = LineFacts.read(path, head=whole.order.id(middle).hex())
    walk = Lineage(short.graph, short.versions, keep=len(short.order))
    for end, changes in short.changes():
        walk.take(changes, end=end)
    # Whoever keeps a checkpoint keeps its numbers of paths; here they are the first reading's.
    whole = LineFacts.read(path, paths=short.paths)
    longer = Lineage(whole.graph, whole.versions, begin=walk.checkpoint())
    for end, changes in whole.changes(first=longer.next):
        longer.take(changes, end=end)
    fresh = whole.lineage()
    for name in ("positions", "paths", "origins", "deltas"):
        assert getattr(longer.events(), name).tolist() == getattr(fresh.events(), name).tolist()
    assert _files(longer) == _files(fresh)


def test_a_checkpoint_that_does_not_reach_back_far_enough_is_refused(tmp_path: Path) -> None:
    history = History()
    first = history.commit(Put(b"a", b"1\n"))
    second = history.commit(Put(b"a", b"1\n2\n"), parents=(first,))
    history.commit(Put(b"b", b"1\n"), parents=(first,), branch=b"side")
    history.commit(Put(b"b", b"1\n"), parents=(second, 3))
    history.write(tmp_path / "source")
    short = LineFacts.read(tmp_path / "source", head="HEAD~1")
    whole = LineFacts.read(tmp_path / "source", paths=short.paths)
    for keep, held in ((1, False), (2, True)):
        walk = Lineage(short.graph, short.versions, keep=keep)
        for end, changes in short.changes():
            walk.take(changes, end=end)
        if held:
            assert Lineage(whole.graph, whole.versions, begin=walk.checkpoint()).next == 2
        else:
            with pytest.raises(TreeForgotten):
                Lineage(whole.graph, whole.versions, begin=walk.checkpoint())


def _files(walk: Lineage) -> dict[int, list[int]]:
    return {path: origins(file) for path, file in walk.tree().files() if len(file) < ENDLESS}


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
            assert mine == theirs or may_come_from_a_shared_source(oracle, mine)
        lines += len(found)
    return lines
