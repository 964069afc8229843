"""`codevoyage timeline`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from codevoyage_cli.client.activity import GRAINS, activity, activity_rows
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.bars import bars
from codevoyage_cli.screen.rows import Column, Form, print_rows

_NUMBERS: Final = (
    Column("people", "people"),
    Column("insertions", "lines +"),
    Column("deletions", "lines -"),
    Column("files", "files"),
    Column("lines", "lines"),
    Column("releases", "releases", right=False),
    Column("eras", "an era begins", right=False),
)
_TABLE: Final = (
    Column("start", "from", right=False),
    Column("commits", "commits"),
    Column("bar", "", right=False),
    *_NUMBERS,
)
_CSV: Final = (
    Column("start", "from", right=False),
    Column("commits", "commits"),
    Column("merges", "merges"),
    Column("files_touched", "touched"),
    *_NUMBERS,
)
_EPILOG = """\b
Examples:
  codevoyage timeline k3v5x2m4q7tbc5da
  codevoyage timeline . --grain month --since 2024-01-01 --path src
  codevoyage timeline https://github.com/pallets/flask --grain year --csv
  codevoyage timeline k3v5 --grain week --json | jq -s 'max_by(.commits)'

\b
--json prints one object a line: start (first day, UTC), commits (merges among them), merges, people (authors and
co-authors), insertions, deletions (without merges), files_touched, files and lines (standing on the mainline when
the bucket ends), releases (tags that name one), eras (labels of those that begin; see `codevoyage eras`).
With --path, commits are those that changed something below it.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--grain", type=click.Choice(GRAINS), help="Width of a row. [default: the finest with 400 at most]")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *, analysis: str, grain: str | None, at: str, since: str, until: str, path: str, form: Form, data_dir: Path | None
) -> None:
    """Show what happened when: commits, people, lines and releases of each day, week, month, quarter or year.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="timeline") as opened:
        answer = activity(opened, results_name(analysis, opened), selected, grain=grain)
    rows = list(activity_rows(answer))
    if form is Form.TABLE:
        drawn = bars(list(answer.buckets.commits))
        rows = [{**row, "bar": bar, **_marks(row)} for row, bar in zip(rows, drawn, strict=True)]
    print_rows(rows, _TABLE if form is Form.TABLE else _CSV, form)
    if answer.undated_commits:
        click.echo(f"{answer.undated_commits:,} commits have no time that is a date, and are in no row.", err=True)


def _marks(row: Mapping[str, Any]) -> Mapping[str, object]:
    """Nothing rather than a dash: most rows have none. Labels of eras have commas of their own."""
    return {"releases": row["releases"] or "", "eras": "; ".join(row["eras"])}
