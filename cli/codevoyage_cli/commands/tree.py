"""`codevoyage tree`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from codevoyage_cli.client.naming import results_name
from codevoyage_cli.client.selecting import selection
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.trees import tree_rows
from codevoyage_cli.options import at_option, data_dir_option, form_options, path_option
from codevoyage_cli.screen.rows import Column, Form, print_rows

_COLUMNS: Final = (
    Column("lines", "lines"),
    Column("bytes", "bytes"),
    Column("complexity", "complexity"),
    Column("language", "language", right=False),
    Column("first_time", "first", right=False),
    Column("last_time", "last change", right=False),
    Column("path", "path", right=False),
)
_EPILOG = """\b
Examples:
  codevoyage tree k3v5x2m4q7tbc5da
  codevoyage tree . --at 2024-03-01 --path src
  codevoyage tree https://github.com/pallets/flask --at 1d6b0a5c --csv
  codevoyage tree k3v5 --json | jq -s 'map(.lines // 0) | add'

\b
--json prints one object a line: path, blob, mode, file (its identity along renames), bytes (null: a submodule),
lines (null: binary, symlink, submodule), language, class, complexity (sum of levels of indentation), the
mainline position that it was measured at, cyclomatic (newest tree, by lizard), and when the file came and last
changed: first_time, last_time, first_position, last_position; owner (name, email, bot: who added most lines).
null: not known.
In a path, bytes that are not UTF-8 and control characters are written \\\\xNN and a backslash as \\\\\\\\; then
path_bytes has the exact bytes in base64.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@at_option
@path_option
@form_options
@data_dir_option
def command(*, analysis: str, at: str, path: str, form: Form, data_dir: Path | None) -> None:
    """List the files of an analysed repository at any moment of its mainline, by path.

    ANALYSIS: its id, how the id begins, or the repository: an https address, or a path of this machine.
    """
    with existing_session(data_dir, command="tree") as opened:
        rows = tree_rows(opened, results_name(analysis, opened), selection(at=at, path=path))
        print_rows(rows, _COLUMNS, form)
