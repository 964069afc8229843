"""`codevoyage blame`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from codevoyage_cli.client.exact_paths import as_shown
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.survival import file_lines, line_rows
from codevoyage_cli.options import data_dir_option, form_options
from codevoyage_cli.screen.rows import Column, Form, print_rows

_COLUMNS: Final = (
    Column("first", "line"),
    Column("lines", "lines"),
    Column("commit", "commit", right=False),
    Column("time", "time", right=False),
    Column("name", "author", right=False),
    Column("subject", "subject", right=False),
)
#: Characters of a commit's id that tell it from others, as git shows them.
_SHORT: Final = 10
_EPILOG = """\b
Examples:
  codevoyage blame . src/app.py
  codevoyage blame https://github.com/pallets/flask src/flask/app.py --json | jq -s 'map(.lines) | add'

\b
Of the newest tree, as plain `git blame` says it: runs of neighbouring lines that one commit wrote. --json prints one
object a line: first (line, from 1), lines, commit (null: none that was read), time (the committer's), author (name,
email, bot), subject.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.argument("path")
@form_options
@data_dir_option
def command(*, analysis: str, path: str, form: Form, data_dir: Path | None) -> None:
    """Tell who wrote each line of a file, and when.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    with existing_session(data_dir, command="blame") as opened:
        answer = file_lines(opened, results_name(analysis, opened), as_shown(path))
    rows = line_rows(answer)
    print_rows(rows if form is Form.JSON else map(_flat, rows), _COLUMNS, form)
    if answer.runs_left_out:
        click.echo(f"Left out: {answer.runs_left_out:,} more runs of lines.", err=True)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "name": row["author"]["name"] if row["author"] else "(before)",
        "commit": row["commit"] and row["commit"][:_SHORT],
        "time": row["time"] and row["time"][:10],
    }
