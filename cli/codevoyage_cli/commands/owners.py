"""`codevoyage owners`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.ownership import file_owner_rows, folder_owner_rows
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option, range_options
from codevoyage_cli.screen.rows import Column, Form, print_rows

_OWNED: Final = (
    Column("share", "share"),
    Column("people", "people"),
    Column("fractal", "fractal"),
    Column("owner", "owner", right=False),
    Column("path", "path", right=False),
)
_FOLDERS: Final = (Column("files", "files"), *_OWNED)
_EPILOG = """\b
Examples:
  codevoyage owners k3v5x2m4q7tbc5da
  codevoyage owners . --depth 2 --path src --at 2024-03-01
  codevoyage owners . --files --since 2024-01-01 --csv
  codevoyage owners k3v5 --files --json | jq -r 'select(.people == 1) | .path'

\b
The owner has the largest share of the lines that were ever added to what stands now, renames followed. A commit's
lines count for its author, and in full for each co-author. fractal: 1 - the sum of squared shares; 0: one person.
--json prints one object a line: path (empty: the root's own files), files (folders only), owner, owner_email,
bot, share (0 to 1), fractal, people, shares (the 20 largest: name, email, bot, insertions, share).
What nobody added a line to is not listed.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--files", is_flag=True, help="Of each file, instead of each folder.")
@click.option("--depth", type=click.IntRange(1, 20), default=1, show_default=True, help="Parts of a folder's path.")
@at_option
@range_options
@path_option
@form_options
@data_dir_option
def command(
    *,
    analysis: str,
    files: bool,
    depth: int,
    at: str,
    since: str,
    until: str,
    path: str,
    form: Form,
    data_dir: Path | None,
) -> None:
    """Show who wrote most of each folder or file, and how spread the rest is.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    selected = selection(at=at, path=path, since=since, until=until)
    with existing_session(data_dir, command="owners") as opened:
        name = results_name(analysis, opened)
        if files:
            print_rows(file_owner_rows(opened, name, selected), _OWNED, form)
            return
        rows = folder_owner_rows(opened, name, selected, depth=depth)
        if form is Form.TABLE:
            rows = ({**row, "path": row["path"] or "(root)"} for row in rows)
        print_rows(rows, _FOLDERS, form)
