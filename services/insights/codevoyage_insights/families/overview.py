"""The overview: how much there is, since when, by how many, and whether it is still going on.

Evidence: E1 the analysis' figures, E2 its timeline by month, E3 its largest files. Pure but for `write`, which asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.analysis.v1.analysis_service_pb2 import GetTimelineResponse, GetTreeResponse
from codevoyage_insights import wording
from codevoyage_insights.domain import Draft, Evidence, Family, Insight, Source
from codevoyage_insights.grounding import ground
from codevoyage_insights.peers.analysis import Analysis

#: Files that one sentence names.
LARGEST: Final = 3
#: Months of the two periods that are compared.
YEAR: Final = 12


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What analysis said."""

    analysis: analysis_pb2.Analysis
    months: GetTimelineResponse
    largest: GetTreeResponse


def write(analysis: Analysis) -> Insight:
    """Asks for the evidence, and writes the overview. Raises what analysis says, ServiceUnavailable, Ungrounded."""
    itself = analysis.itself()
    if itself.empty:
        return describe(Answers(analysis=itself, months=GetTimelineResponse(), largest=GetTreeResponse()))
    return describe(
        Answers(analysis=itself, months=analysis.months(), largest=analysis.largest_files(LARGEST)),
    )


def describe(answers: Answers) -> Insight:
    """The overview of these answers: equal answers give equal insights."""
    evidence = (
        (_figures(answers.analysis),)
        if answers.analysis.empty
        else (_figures(answers.analysis), _activity(answers.months), _files(answers.largest))
    )
    return Insight(
        family=Family.OVERVIEW,
        title="Overview",
        claims=ground(_drafts(answers), evidence),
        evidence=evidence,
        source=Source.DETERMINISTIC,
        result_hash=answers.analysis.result_hash,
    )


def _figures(analysis: analysis_pb2.Analysis) -> Evidence:
    figures = analysis.figures
    fields = {
        name: wording.count(getattr(figures, name))
        for name in ("commits", "changes", "insertions", "deletions", "files", "lines", "people")
    }
    fields["bytes"] = wording.size(figures.bytes)
    for name in ("first_commit_time", "last_commit_time"):
        if figures.HasField(name):
            fields[name] = wording.day(getattr(figures, name).seconds)
    return Evidence(id="E1", call="AnalysisService.GetAnalysis()", fields=fields)


def _activity(months: GetTimelineResponse) -> Evidence:
    fields = {"undated_commits": wording.count(months.undated_commits)}
    if months.buckets:
        starts = [date.fromisoformat(bucket.start) for bucket in months.buckets]
        busiest = _busiest(months.buckets)
        last, before = _last_years(months.buckets)
        fields |= {
            "active_months": wording.count(len(starts)),
            "months": wording.count(_ordinal(starts[-1]) - _ordinal(starts[0]) + 1),
            "busiest_month": wording.month(date.fromisoformat(busiest.start)),
            "busiest_commits": wording.count(busiest.commits),
            "busiest_people": wording.count(busiest.people),
            "last_year_commits": wording.count(last),
            "year_before_commits": wording.count(before),
        }
    return Evidence(id="E2", call="AnalysisService.GetTimeline(grain=GRAIN_MONTH)", fields=fields)


def _files(largest: GetTreeResponse) -> Evidence:
    fields = {"total_files": wording.count(largest.total_files)}
    for place, file in zip(("first", "second", "third"), _counted(largest), strict=False):
        fields |= {f"{place}_path": wording.path(file.path), f"{place}_lines": wording.count(file.lines)}
    call = f"AnalysisService.GetTree(order=TREE_ORDER_LINES_DESC, page_size={LARGEST})"
    return Evidence(id="E3", call=call, fields=fields)


def _drafts(answers: Answers) -> Iterator[Draft]:
    figures = answers.analysis.figures
    if answers.analysis.empty:
        yield _draft("This repository is empty: there is no commit in it yet.", "E1")
        return
    commits = f"{{{{E1.commits}}}} {_noun(figures.commits, 'commit')}"
    people = f"{{{{E1.people}}}} {_noun(figures.people, 'person', 'people')}"
    whole = "At least " if figures.shallow else ""
    newest = f"Only the newest {commits} were read, made" if figures.truncated else f"{whole}{commits} made"
    dated = figures.HasField("first_commit_time") and figures.HasField("last_commit_time")
    between = " between {{E1.first_commit_time}} and {{E1.last_commit_time}}" if dated else ""
    yield _draft(f"{newest} by {people}{between}.", "E1")
    yield _draft(
        f"Without merges they changed files {{{{E1.changes}}}} {_noun(figures.changes, 'time')}, adding "
        f"{{{{E1.insertions}}}} {_noun(figures.insertions, 'line')} and removing {{{{E1.deletions}}}}.",
        "E1",
    )
    if figures.files:
        yield _draft(
            f"The newest state has {{{{E1.files}}}} {_noun(figures.files, 'file')} with {{{{E1.lines}}}} "
            f"{_noun(figures.lines, 'line')} of text, {{{{E1.bytes}}}} in all.",
            "E1",
        )
    else:
        yield _draft("The newest state has no file: all were removed.", "E1")
    yield from _largest(answers.largest)
    yield from _rhythm(answers.months)


def _largest(largest: GetTreeResponse) -> Iterator[Draft]:
    files = _counted(largest)
    named = [
        f"{{{{E3.{place}_path}}}} ({{{{E3.{place}_lines}}}})"
        for place, _ in zip(("first", "second", "third"), files, strict=False)
    ]
    if len(named) == 1:
        yield _draft(f"The largest file by lines is {named[0]}.", "E3")
    elif named:
        yield _draft(f"The largest files by lines are {', '.join(named[:-1])} and {named[-1]}.", "E3")


def _rhythm(months: GetTimelineResponse) -> Iterator[Draft]:
    if months.undated_commits:
        stand = _noun(
            months.undated_commits, "commit has no usable date and stands", "commits have no usable date and stand"
        )
        yield _draft(f"{{{{E2.undated_commits}}}} {stand} in no month.", "E2")
    if not months.buckets:
        return
    busiest = _busiest(months.buckets)
    yield _draft(
        f"The busiest month was {{{{E2.busiest_month}}}}: {{{{E2.busiest_commits}}}} "
        f"{_noun(busiest.commits, 'commit')} by {{{{E2.busiest_people}}}} {_noun(busiest.people, 'person', 'people')}.",
        "E2",
    )
    first, last = (date.fromisoformat(months.buckets[end].start) for end in (0, -1))
    if _ordinal(last) - _ordinal(first) + 1 >= 2 * YEAR:
        yield _draft("There were commits in {{E2.active_months}} of the {{E2.months}} months from first to last.", "E2")
        recent, _ = _last_years(months.buckets)
        yield _draft(
            f"The last twelve months of this history have {{{{E2.last_year_commits}}}} {_noun(recent, 'commit')}, "
            "the twelve months before them {{E2.year_before_commits}}.",
            "E2",
        )


def _counted(largest: GetTreeResponse) -> list[analysis_pb2.TreeFile]:
    return [file for file in largest.files if file.HasField("lines")]


def _busiest(buckets: Sequence[analysis_pb2.TimelineBucket]) -> analysis_pb2.TimelineBucket:
    """The month with the most commits, the earliest of equals."""
    return max(buckets, key=lambda bucket: bucket.commits)


def _last_years(buckets: Sequence[analysis_pb2.TimelineBucket]) -> tuple[int, int]:
    """Commits of the twelve months up to the last one that has any, and of the twelve before."""
    newest = _ordinal(date.fromisoformat(buckets[-1].start))
    ages = [(newest - _ordinal(date.fromisoformat(bucket.start)), bucket.commits) for bucket in buckets]
    return (
        sum(commits for age, commits in ages if age < YEAR),
        sum(commits for age, commits in ages if YEAR <= age < 2 * YEAR),
    )


def _ordinal(month: date) -> int:
    return month.year * YEAR + month.month


def _noun(number: int, one: str, many: str | None = None) -> str:
    return one if number == 1 else many if many is not None else f"{one}s"


def _draft(text: str, *evidence_ids: str) -> Draft:
    return Draft(text=text, evidence_ids=evidence_ids)
