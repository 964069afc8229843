"""All results of a history that was counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from codevoyage.ingest.v1 import facts_pb2, ingest_job_pb2
from codevoyage_analysis.domain import Grain
from codevoyage_analysis.errors import FactsBroken
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.metrics.timeline import Timeline
from codevoyage_analysis.run.figures import figures_so_far, timelines_so_far
from codevoyage_analysis.run.results import Results, compute
from tests.unit.analysis import small_history


def folded(messages: list[facts_pb2.Facts]) -> FoldedFacts:
    history = FoldedFacts()
    for message in messages:
        history.fold(message)
    return history


@pytest.fixture
def results() -> Results:
    return compute(folded(small_history.facts()), small_history.job())


def buckets(timeline: Timeline) -> list[tuple[date, int, int, int, int]]:
    starts = timeline.starts.astype("datetime64[D]").astype(object)
    columns = (timeline.commits, timeline.insertions, timeline.deletions, timeline.people)
    return list(zip(starts, *(column.tolist() for column in columns), strict=True))


def test_figures_are_those_counted_by_hand(results: Results) -> None:
    figures = results.figures
    assert figures.head == small_history.IDS[4].hex()
    assert (figures.commits, figures.changes, figures.insertions, figures.deletions) == (5, 5, 10, 1)
    assert (figures.files, figures.bytes, figures.lines, figures.people) == (3, 1_085, 8, 3)
    assert (figures.first_commit_time, figures.last_commit_time) == (small_history.TIMES[0], small_history.TIMES[3])
    assert not figures.empty


def test_days_weeks_and_months_begin_where_utc_says(results: Results) -> None:
    assert buckets(results.timelines[Grain.DAY]) == [
        (date(2024, 1, 31), 1, 3, 0, 1),
        (date(2024, 2, 1), 1, 3, 1, 1),
        (date(2024, 2, 2), 1, 0, 0, 1),
        (date(2024, 2, 5), 1, 0, 0, 1),
    ]
    assert buckets(results.timelines[Grain.WEEK]) == [
        (date(2024, 1, 29), 3, 6, 1, 2),  # both of Ann's signatures are one person
        (date(2024, 2, 5), 1, 0, 0, 1),
    ]
    assert buckets(results.timelines[Grain.MONTH]) == [(date(2024, 1, 1), 1, 3, 0, 1), (date(2024, 2, 1), 3, 3, 1, 2)]


def test_a_commit_without_a_time_is_counted_but_in_no_bucket(results: Results) -> None:
    assert [timeline.undated for timeline in results.timelines.values()] == [1, 1, 1]


def test_versions_are_ordered_by_path_bytes_and_birth(results: Results) -> None:
    rows = results.versions.select("number", "path", "born", "died", "bytes", "lines").rows()
    assert rows == [
        (0, b"a.txt", 0, 1, 20, 2),
        (1, b"a.txt", 1, 3, 40, 4),
        (2, b"c\xff.txt", 3, None, 80, 8),
        (3, b"link", 0, None, 5, None),
        (4, b"pic.bin", 2, None, 1_000, None),
    ]


def test_bytes_that_end_with_nul_are_kept_whole(results: Results) -> None:
    assert results.versions["file"].to_list()[0] == small_history.FILES[0]
    assert results.versions["blob"].to_list()[0] == small_history.object_id("a1")
    assert results.mainline["commit_id"].to_list() == [small_history.IDS[number] for number in (0, 1, 3, 4)]


def test_the_side_commit_came_with_its_merge(results: Results) -> None:
    assert results.brought_in.rows() == [(small_history.IDS[2], 2)]


def test_an_unknown_time_is_no_time_on_the_mainline(results: Results) -> None:
    assert results.mainline["time"].to_list() == [*(small_history.TIMES[number] for number in (0, 1, 3)), None]


def test_an_empty_repository_has_figures_of_zero() -> None:
    job = ingest_job_pb2.IngestJob(name="ingestJobs/aaaaaaaaaaaaaaaa", head=ingest_job_pb2.Head())
    results = compute(FoldedFacts(), job)
    assert results.figures.empty
    assert (results.figures.commits, results.figures.files, results.figures.people) == (0, 0, 0)
    assert [len(frame) for frame in (results.mainline, results.brought_in, results.versions)] == [0, 0, 0]
    assert len(results.result_hash) == 64


def test_people_are_not_guessed_before_they_are_known() -> None:
    history = folded([small_history.commits(0, 3)])
    assert figures_so_far(history, small_history.job()).people == 0
    assert timelines_so_far(history)[Grain.MONTH].people.tolist() == [0, 0]


def test_commits_that_did_not_arrive_are_missed() -> None:
    with pytest.raises(FactsBroken, match="Of 5 commits 3 arrived"):
        compute(folded([small_history.commits(0, 3)]), small_history.job())


def test_a_message_that_came_twice_is_refused() -> None:
    with pytest.raises(FactsBroken, match="go on at 0"):
        folded([small_history.commits(0, 3), small_history.commits(0, 3)])
