"""Surviving lines from what a running ingest streams: whose git blame says, and the same whether the history grew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from codevoyage.ingest.v1 import hunks_service_pb2, ingest_service_pb2
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.facts.hunks import FoldedHunks, HunkChunk
from codevoyage_analysis.history.canonical import canonical
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.survival.events import LineEvents
from codevoyage_analysis.metrics.survival.history_lines import HistoryLines
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import SMALL, grown, moved
from tests.repositories import hard_cases
from tests.repositories.blame import blamed, may_come_from_a_shared_source
from tests.repositories.oracle import Oracle

pytestmark = pytest.mark.integration


def test_streams_give_the_lines_of_git_blame(ingest: Ingest) -> None:
    path = ingest.repositories / "hard-lines.git"
    hard_cases.build(path)
    history, chunks = _read(ingest, path, "hard-lines")
    walk = HistoryLines(history)
    for chunk in chunks:
        walk.take(chunk)
    _compare(Oracle(path), history, walk)


@pytest.mark.parametrize("seed", [41, 42])
def test_a_history_that_grows_and_is_rewritten_has_the_lines_of_a_fresh_one(apart: Ingest, seed: int) -> None:
    path = apart.repositories / f"lines-{seed}.git"
    saved = None
    went_on = 0
    with apart.worker(**SMALL):
        for at, commit in enumerate(grown(seed, path)):
            moved(path, commit)
            history, chunks = _read(apart, path, f"lines-{seed}-{at}")
            walk = HistoryLines(history, begin=saved)
            went_on += walk.next > 0
            for chunk in chunks:
                walk.take(chunk)
            fresh = HistoryLines(history)
            for chunk in chunks:
                fresh.take(chunk)
            assert _rows(walk.events()) == _rows(fresh.events())
            files = [walk.file_events(), fresh.file_events()]
            assert files[0].files.tolist() == files[1].files.tolist()
            assert walk.newest().equals(fresh.newest())
            _compare(Oracle(path), history, walk)
            saved = walk.saved()
    assert went_on


def test_hunks_that_do_not_follow_are_refused(ingest: Ingest) -> None:
    folded = FoldedHunks()
    with pytest.raises(FactsBroken):
        list(folded.fold(hunks_service_pb2.HunkColumns(first_commit=3, end_commit=4)))
    with pytest.raises(FactsBroken):
        list(folded.fold(hunks_service_pb2.HunkColumns(commits=[0], ordinals=[0], counts=[1], hunks=b"")))


def _read(ingest: Ingest, path: Path, request_id: str) -> tuple[History, list[HunkChunk]]:
    job = ingest.stub.StartIngest(ingest_service_pb2.StartIngestRequest(source=str(path), request_id=request_id)).job
    facts = FoldedFacts()
    for message in ingest.stub.StreamHistory(ingest_service_pb2.StreamHistoryRequest(name=job.name, follow=True)):
        if message.HasField("facts"):
            facts.fold(message.facts)
    hunks, chunks = FoldedHunks(), []
    for told in ingest.hunks.StreamHunks(hunks_service_pb2.StreamHunksRequest(ingest_job=job.name, follow=True)):
        if told.HasField("hunks"):
            chunks += hunks.fold(told.hunks)
    return canonical(facts), chunks


def _compare(oracle: Oracle, history: History, walk: HistoryLines) -> None:
    """Every line of every text of the newest tree; binaries that became texts have lines that git blame traces on."""
    newest = walk.newest()
    ids = [name.hex() for name in history.commits["id"]]
    whole = oracle.tree()
    assert newest["lines"].sum() == sum(entry.lines or 0 for entry in whole)
    assert walk.events().deltas.sum() == newest["lines"].sum()
    for number, path in enumerate(history.path_texts):
        runs = newest.filter(newest["path"] == number)
        if not len(runs):
            continue
        found = np.repeat(runs["commit"].to_numpy(), runs["lines"].to_numpy()).tolist()
        assert runs["first"].to_list() == (np.cumsum(runs["lines"].to_numpy()) - runs["lines"].to_numpy() + 1).tolist()
        for mine, theirs in zip(found, blamed(oracle, "HEAD", path), strict=True):
            assert ids[mine] == theirs or may_come_from_a_shared_source(oracle, ids[mine])


def _rows(events: LineEvents) -> list[list[int]]:
    columns = (events.positions, events.paths, events.origins, events.deltas)
    return [column.tolist() for column in columns]
