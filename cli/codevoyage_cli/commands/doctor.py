"""`codevoyage doctor`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.markup import escape

from codevoyage_cli.errors import Exit
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.consoles import output
from codevoyage_cli.stack.findings import look
from codevoyage_cli.stack.folder import data_folder

_EPILOG = """\b
Examples:
  codevoyage doctor
  codevoyage doctor --port 9000 --json

Exit code: 0 all is well, 1 something is not.
"""


@click.command(epilog=_EPILOG)
@click.option("--port", type=click.IntRange(1, 65_535), help="Look whether the gateway could have this one.")
@json_option
@data_dir_option
@click.pass_context
def command(ctx: click.Context, *, port: int | None, as_json: bool, data_dir: Path | None) -> None:
    """Look for what would keep CodeVoyage from starting on this machine, and say what to do about it."""
    findings = look(data_folder(data_dir), port=port)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        console = output()
        for finding in findings:
            mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
            console.print(f"{mark} {finding.name:<12} {escape(finding.detail)}", soft_wrap=True)
    ctx.exit(Exit.DONE if all(finding.ok for finding in findings) else Exit.FINDING)
