"""`codevoyage down`."""

from __future__ import annotations

from pathlib import Path

import click

from codevoyage_cli.options import data_dir_option
from codevoyage_cli.stack import stop

_EPILOG = """\b
Examples:
  codevoyage down
  codevoyage down --data-dir /tmp/voyage

Your data stays where it is. What a killed `up` left running is ended, too.
"""


@click.command(epilog=_EPILOG)
@data_dir_option
def command(*, data_dir: Path | None) -> None:
    """Stop the stack, in order and within a bounded time."""
    click.echo("CodeVoyage is down." if stop(data_dir) else "CodeVoyage was not up.")
