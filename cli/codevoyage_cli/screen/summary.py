"""What was found in a repository, for a person."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.insights.v1 import insight_pb2
from codevoyage_cli.client.as_json import run_seconds
from codevoyage_cli.client.words import moment
from codevoyage_cli.screen.amounts import byte_amount, counted, duration
from codevoyage_cli.screen.inert import inert


def print_summary(
    console: Console,
    *,
    analysis: analysis_pb2.Analysis,
    largest: Sequence[analysis_pb2.TreeFile],
    insights: Sequence[insight_pb2.Insight],
) -> None:
    """The headline, the overview, the largest files."""
    seconds = run_seconds(analysis)
    took = f" in {duration(seconds)}" if seconds is not None else ""
    console.print(f"[bold]{escape(inert(analysis.source))}[/]{took}", soft_wrap=True)
    if analysis.empty:
        console.print("The repository is empty: it has no commit yet.")
        return
    _figures(console, analysis)
    for insight in insights:
        console.print(f"\n[bold]{escape(inert(insight.title))}[/]")
        for claim in insight.claims:
            console.print(f"  {escape(inert(claim.text))}")
    if largest:
        console.print("\n[bold]Largest files[/]")
        _files(console, largest)


def _figures(console: Console, analysis: analysis_pb2.Analysis) -> None:
    figures = analysis.figures
    if figures.HasField("first_commit_time") and figures.HasField("last_commit_time"):
        first, last = (moment(time).date() for time in (figures.first_commit_time, figures.last_commit_time))
        console.print(f"  {first} to {last}, at {figures.head[:12]} {escape(inert(figures.branch))}".rstrip())
    if figures.truncated:
        console.print(f"  [yellow]Of the newest {figures.commits:,} commits only: a cap cut the history.[/]")
    if figures.shallow:
        console.print("  [yellow]The repository is a shallow clone: every number is at least this.[/]")
    if figures.odd_dates:
        console.print(
            f"  [yellow]{counted(figures.odd_dates, 'commit has', 'commits have')} a date or a time zone that cannot "
            "be: it is taken as unknown, as the end of the year 9999, or as UTC.[/]"
        )
    console.print(
        f"  {counted(figures.commits, 'commit')} by {counted(figures.people, 'person', 'people')}, "
        f"{counted(figures.changes, 'file change')}, "
        f"[green]+{figures.insertions:,}[/] [red]-{figures.deletions:,}[/] lines"
    )
    console.print(
        f"  {counted(figures.files, 'file')}, {counted(figures.lines, 'line')}, {byte_amount(figures.bytes)} today"
    )


def _files(console: Console, files: Sequence[analysis_pb2.TreeFile]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column(justify="right", style="dim")
    table.add_column(overflow="fold")
    for file in files:
        lines = f"  {counted(file.lines, 'line')}" if file.HasField("lines") else ""
        table.add_row(lines, byte_amount(file.bytes) if file.HasField("bytes") else "", escape(inert(file.path)))
    console.print(table)
