"""The overview says what the evidence says, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from codevoyage_insights.domain import Family, Insight, Source
from codevoyage_insights.families import overview
from tests.unit.insights.answers import EMPTY, FLASK, analysis, months, tree

ONE = replace(
    FLASK,
    analysis=analysis(commits=1, changes=1, insertions=1, deletions=1, files=1, lines=1, bytes=1, people=1),
    months=months(("2024-06-01", 1, 1), undated=1),
    largest=tree(("a", 1)),
)
SHAPES = {
    "whole": FLASK,
    "empty": EMPTY,
    "one of each": ONE,
    "truncated": replace(FLASK, analysis=analysis(truncated=True)),
    "shallow": replace(FLASK, analysis=analysis(shallow=True)),
    "no file left": replace(FLASK, analysis=analysis(files=0, lines=0, bytes=0), largest=tree()),
    "no date": replace(FLASK, months=months(undated=5_531)),
    "two files": replace(FLASK, largest=tree(("a2", 20), ("b3", 3), ("image4.png", None))),
    "binary only": replace(FLASK, largest=tree(("image4.png", None))),
    "odd names": replace(FLASK, largest=tree(("{{E1.people}}", 9), ("<script>7</script>", 8), ("x\\n" * 99, 7))),
}
every = pytest.mark.parametrize("shape", sorted(SHAPES))


def texts(insight: Insight) -> list[str]:
    return [claim.text for claim in insight.claims]


def test_a_whole_history_is_described_in_its_numbers() -> None:
    assert texts(overview.describe(FLASK)) == [
        "5,531 commits made by 881 people between 6 April 2010 and 15 June 2024.",
        "Without merges they changed files 12,345 times, adding 98,765 lines and removing 43,210.",
        "The newest state has 236 files with 29,876 lines of text, 1.2 MB in all.",
        "The largest files by lines are src/flask/app.py (1,625), tests/test_basic.py (1,579) and CHANGES.rst (1,501).",
        "2 commits have no usable date and stand in no month.",
        "The busiest month was June 2014: 250 commits by 41 people.",
        "There were commits in 6 of the 171 months from first to last.",
        "The last twelve months of this history have 28 commits, the twelve months before them 50.",
    ]


def test_an_empty_repository_is_called_empty() -> None:
    insight = overview.describe(EMPTY)
    assert texts(insight) == ["This repository is empty: there is no commit in it yet."]
    assert [evidence.id for evidence in insight.evidence] == ["E1"]
    assert insight.evidence[0].fields["commits"] == "0"


def test_one_is_singular() -> None:
    assert texts(overview.describe(ONE)) == [
        "1 commit made by 1 person between 6 April 2010 and 15 June 2024.",
        "Without merges they changed files 1 time, adding 1 line and removing 1.",
        "The newest state has 1 file with 1 line of text, 1 byte in all.",
        "The largest file by lines is a (1).",
        "1 commit has no usable date and stands in no month.",
        "The busiest month was June 2024: 1 commit by 1 person.",
    ]


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("truncated", "Only the newest 5,531 commits were read"),
        ("shallow", "At least 5,531 commits"),
        ("no file left", "no file: all were removed"),
        ("no date", "5,531 commits have no usable date"),
        ("two files", "The largest files by lines are a2 (20) and b3 (3)."),
    ],
)
def test_what_limits_the_figures_is_said(shape: str, said: str) -> None:
    assert said in " ".join(texts(overview.describe(SHAPES[shape])))


def test_files_without_lines_are_not_called_largest() -> None:
    assert "largest" not in " ".join(texts(overview.describe(SHAPES["binary only"])))


@every
def test_every_number_of_a_claim_is_in_the_evidence_that_it_cites(shape: str) -> None:
    insight = overview.describe(SHAPES[shape])
    fields = {evidence.id: evidence.fields for evidence in insight.evidence}
    assert insight.claims
    for claim in insight.claims:
        text = claim.text
        assert 1 <= len(claim.evidence_ids) <= 8
        for value in sorted((v for cited in claim.evidence_ids for v in fields[cited].values()), key=len, reverse=True):
            text = text.replace(value, "")
        assert re.search(r"\d", text) is None, f"{claim.text!r} says a number that no evidence says"


@every
def test_evidence_says_which_call_gave_it(shape: str) -> None:
    insight = overview.describe(SHAPES[shape])
    for evidence in insight.evidence:
        assert re.fullmatch(r"AnalysisService\.(GetAnalysis|GetTimeline|GetTree)\(.*\)", evidence.call)
    assert {cited for claim in insight.claims for cited in claim.evidence_ids} <= {each.id for each in insight.evidence}


@every
def test_equal_answers_give_equal_insights(shape: str) -> None:
    first, second = overview.describe(SHAPES[shape]), overview.describe(SHAPES[shape])
    assert first == second
    assert (first.family, first.source) == (Family.OVERVIEW, Source.DETERMINISTIC)
    assert first.result_hash == "ab" * 32


def test_a_name_that_looks_like_a_placeholder_stays_a_name() -> None:
    said = " ".join(texts(overview.describe(SHAPES["odd names"])))
    assert "{{E1.people}} (9)" in said
    assert "<script>7</script> (8)" in said


def test_the_busiest_of_equal_months_is_the_first() -> None:
    answers = replace(FLASK, months=months(("2020-01-01", 5, 1), ("2020-02-01", 5, 2), ("2020-03-01", 4, 2)))
    assert "The busiest month was January 2020: 5 commits by 1 person." in texts(overview.describe(answers))


def test_years_are_compared_only_when_there_are_two() -> None:
    short = replace(FLASK, months=months(("2020-01-01", 5, 1), ("2021-11-01", 5, 2)))
    assert "twelve" not in " ".join(texts(overview.describe(short)))
    long = replace(
        FLASK, months=months(("2020-01-01", 5, 1), ("2020-12-01", 3, 1), ("2021-01-01", 4, 1), ("2021-12-01", 6, 2))
    )
    said = texts(overview.describe(long))
    assert "The last twelve months of this history have 10 commits, the twelve months before them 8." in said
