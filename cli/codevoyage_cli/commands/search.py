"""`codevoyage search`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.searching import KINDS, found_rows, search
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.rows import Column, Form, print_rows

_TABLE: Final = (
    Column("kind", "", right=False),
    Column("what", "found", right=False),
    Column("beside", "", right=False),
)
_CSV: Final = tuple(
    Column(name, name)
    for name in ("kind", "match", "path", "language", "lines", "name", "email", "commits", "commit", "time", "subject")
)
_EPILOG = """\b
Examples:
  codevoyage search k3v5x2m4q7tbc5da hotspots
  codevoyage search . 'fix leak' --kind commits --since 2024-01-01
  codevoyage search . 1d6b0a5c
  codevoyage search https://github.com/pallets/flask tstapp --kind paths --at 2020-01-01 --json

\b
Paths: the name first, then names that begin with the query or contain it, paths that contain it, and paths that have
its characters in this order. People: any name or e-mail they ever signed with. Commits: how the id begins (4 hex
digits at least), or words of the subject. Capitals make no difference.

\b
--json prints one object a line: kind (path, person, commit), match, and path, language, lines; or name, email, bot,
commits; or commit, time, author, email, subject.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.argument("query")
@click.option("--kind", "kinds", type=click.Choice(KINDS), multiple=True, help="Only these. Repeatable.")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Of each kind.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    query: str,
    kinds: tuple[str, ...],
    limit: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Find paths, people and commits of an analysed repository.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="search") as opened:
        answer = search(opened, results_name(analysis, opened), selected, query, kinds=kinds, limit=limit)
    rows = list(found_rows(answer))
    print_rows(map(_told, rows) if form is Form.TABLE else rows, _TABLE if form is Form.TABLE else _CSV, form)
    if more := answer.total_paths + answer.total_people + answer.total_commits - len(rows):
        click.echo(f"{more:,} more: give more of what you look for, or a larger --limit.", err=True)


def _told(row: Mapping[str, Any]) -> Mapping[str, object]:
    match row["kind"]:
        case "path":
            beside = "" if row["lines"] is None else f"{row['lines']:,} lines"
            return {**row, "what": row["path"], "beside": beside}
        case "person":
            return {**row, "what": f"{row['name']} <{row['email']}>", "beside": f"{row['commits']:,} commits"}
        case _:
            day = row["time"][:10] if row["time"] else "no date"
            return {**row, "what": f"{row['commit'][:10]} {row['subject']}", "beside": f"{day} {row['author']}"}
