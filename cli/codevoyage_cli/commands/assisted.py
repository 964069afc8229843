"""`codevoyage assisted`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage_cli.client.contributors import assisted, assisted_rows
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.rows import Column, Form, print_rows

_COLUMNS: Final = (
    Column("month", "month", right=False),
    Column("commits", "commits"),
    Column("assisted_commits", "assisted"),
    Column("share", "share"),
    Column("insertions", "lines +"),
    Column("assisted_insertions", "assisted +"),
    Column("names", "programs", right=False),
)
_EPILOG = """\b
Examples:
  codevoyage assisted k3v5x2m4q7tbc5da
  codevoyage assisted . --since 2024-01-01 --path src
  codevoyage assisted k3v5 --json | jq -s 'map(.assisted_commits) | add'

\b
Only what commits say is counted: a trailer `Assisted-by`, or a `Co-authored-by` that names a program which writes
code. Nothing is guessed, so this is the least that there was. Merges are left out.
--json prints one object a line: month (UTC, committer time), commits, assisted_commits, share (of commits, 0 to
1), insertions, assisted_insertions (all lines of these commits), programs (name, email, bot, commits).
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(*, analysis: str, at: str, since: str, until: str, path: str, form: Form, data_dir: Path | None) -> None:
    """Show how much of it programs helped to write, month by month, as commits say.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="assisted") as opened:
        answer = assisted(opened, results_name(analysis, opened), selected)
    rows = assisted_rows(answer)
    print_rows(rows if form is Form.JSON else map(_with_names, rows), _COLUMNS, form)
    click.echo(_sentence(answer), err=True)


def _with_names(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "names": [each["name"] for each in row["programs"]] or ""}


def _sentence(answer: pb.GetAssistedShareResponse) -> str:
    total = answer.total
    beside = [
        f"{count:,} {what}"
        for count, what in (
            (answer.undated_commits, "commits have no time that is a date"),
            (answer.commits_assisted_by_people, "commits name people alone in Assisted-by"),
        )
        if count
    ]
    return "; ".join([f"{total.assisted_commits:,} of {total.commits:,} commits name a program", *beside]) + "."
