"""`codevoyage history`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from codevoyage.analysis.v1 import hotspot_service_pb2 as pb
from codevoyage_cli.client.hotspots import file_history, revision_fields, version_fields
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows

_REVISIONS: Final = (
    Column("time", "time", right=False),
    Column("commit", "commit", right=False),
    Column("insertions", "lines +"),
    Column("deletions", "lines -"),
    Column("name", "author", right=False),
    Column("path", "path", right=False),
    Column("subject", "subject", right=False),
)
_VERSIONS: Final = (
    Column("time", "time", right=False),
    Column("position", "position"),
    Column("lines", "lines"),
    Column("complexity", "complexity"),
    Column("path", "path", right=False),
)
#: Characters of a commit's id that tell it from others, as git shows them.
_SHORT: Final = 10
_EPILOG = """\b
Examples:
  codevoyage history . src/app.py
  codevoyage history . src/app.py --versions --csv
  codevoyage history https://github.com/pallets/flask flask.py --at 2011-01-01
  codevoyage history k3v5 README.md --json | jq -r .subject

\b
Renames are followed. --json prints one object a line: commit, time (the committer's), author (name, email, bot),
subject, insertions, deletions, path (afterwards). With --versions: position (of the mainline commit that brought it),
end_position (null: it stands), time, path, lines (null: binary), complexity (null: it stood at no key frame;
`codevoyage measure` measures every version).
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.argument("path")
@click.option("--versions", is_flag=True, help="What it was, and how complex, instead of who changed it.")
@click.option("--top", type=click.IntRange(min=1), default=50, show_default=True, help="Commits, the newest first.")
@at_option
@range_options
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    path: str,
    versions: bool,
    top: int,
    at: str,
    since: str,
    until: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Tell how one file came to be what it is: the commits that changed it, its size and its complexity.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    PATH: what the file is called at the moment that is looked at, or was called last.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="history") as opened:
        answer, revisions = file_history(opened, results_name(analysis, opened), selected, top=top)
    if versions:
        print_rows(map(version_fields, answer.versions), _VERSIONS, form)
        return
    rows = map(revision_fields, revisions)
    print_rows(rows if form is Form.JSON else map(_flat, rows), _REVISIONS, form)
    if form is Form.TABLE:
        _say_what_is_left_out(answer, len(revisions))


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "name": row["author"]["name"], "commit": row["commit"][:_SHORT]}


def _say_what_is_left_out(answer: pb.GetFileHistoryResponse, shown: int) -> None:
    if answer.total > shown:
        click.echo(f"{counted(answer.total - shown, 'older commit')}; --top shows them.", err=True)
    if not answer.standing:
        click.echo("It does not stand at the moment that is looked at.", err=True)
