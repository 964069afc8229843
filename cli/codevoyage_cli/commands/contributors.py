"""`codevoyage contributors`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click

from codevoyage_cli.client.contributors import ORDERS, contributor_fields, contributor_rows
from codevoyage_cli.client.exact_paths import as_shown
from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.amounts import counted
from codevoyage_cli.screen.rows import Column, Form, print_rows

_COLUMNS: Final = (
    Column("commits", "commits"),
    Column("merges", "merges"),
    Column("insertions", "lines +"),
    Column("deletions", "lines -"),
    Column("files", "files"),
    Column("active_days", "days"),
    Column("focus", "focus"),
    Column("first_seen", "first seen", right=False),
    Column("last_seen", "last seen", right=False),
    Column("name", "name", right=False),
    Column("bot", "bot", right=False),
)
_DID: Final = (
    Column("of", "of", right=False),
    Column("commits", "commits"),
    Column("insertions", "lines +"),
    Column("deletions", "lines -"),
    Column("what", "what", right=False),
)
_EPILOG = """\b
Examples:
  codevoyage contributors k3v5x2m4q7tbc5da
  codevoyage contributors . --since 2024-01-01 --path src --order insertions
  codevoyage contributors . --who ada@example.org
  codevoyage contributors k3v5 --json | jq 'select(.bot | not) | .name'

\b
`codevoyage people` lists the names and addresses that are one person's, and corrects them; this is what they did.
A commit counts for its author and in full for each co-author; merges are told apart. days: different days by the
author's own calendar. focus: 1 - the normalised entropy of their changes over top-level folders; 1: one folder.
--json prints one object a line: name, email, bot, commits, co_authored, merges, insertions, deletions,
insertion_share (of all people's), files, first_seen, last_seen (author times), active_days, focus, owned_files,
owned_lines (main owner, as `codevoyage owners` has it).
With --who one object more than that: months, top_files, files_gone, top_folders, languages.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option(
    "--order", type=click.Choice(ORDERS), default=ORDERS[0], show_default=True, help="Most, or newest, first."
)
@click.option("--who", metavar="WHO", help="What this person did: an e-mail or a name.")
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, help="Files and folders of --who.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    order: str,
    who: str | None,
    top: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """List who did how much, when, and how widely; or tell what one person did.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="contributors") as opened:
        name = results_name(analysis, opened)
        if who is None:
            rows = contributor_rows(opened, name, selected, order=order)
            print_rows(map(_short, rows) if form is Form.TABLE else rows, _COLUMNS, form)
        else:
            _print_one(contributor_fields(opened, name, selected, called=as_shown(who), top=top), form)


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """For a table: days instead of times, nothing where somebody is no program."""
    days = {field: row[field] and row[field][:10] for field in ("first_seen", "last_seen")}
    return {**row, **days, "bot": "bot" if row["bot"] else ""}


def _print_one(found: dict[str, Any], form: Form) -> None:
    if form is Form.JSON:
        print_rows([found], _DID, form)
        return
    named = ("month", "months", "month"), ("folder", "top_folders", "path"), ("file", "top_files", "path")
    rows = [
        {**row, "of": of, "what": row[field] or ("(root)" if field == "path" else "(none known)")}
        for of, part, field in (*named, ("language", "languages", "language"))
        for row in found[part]
    ]
    print_rows(rows, _DID, form)
    click.echo(
        f"{found['name']}: {counted(found['commits'], 'commit')} and {counted(found['merges'], 'merge')} on "
        f"{counted(found['active_days'], 'day')}; main owner of {counted(found['owned_files'], 'file')} with "
        f"{counted(found['owned_lines'], 'line')}.",
        err=True,
    )
