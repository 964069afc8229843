"""`codevoyage tree`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage_cli.client.as_json import file_fields
from codevoyage_cli.client.naming import analysis_name
from codevoyage_cli.client.session import existing_session
from codevoyage_cli.client.tree_pages import tree_files
from codevoyage_cli.options import data_dir_option, json_option
from codevoyage_cli.screen.inert import inert

_EPILOG = """\b
Examples:
  codevoyage tree k3v5x2m4q7tbc5da
  codevoyage tree k3v5 --at 1d6b0a5cf5a2d5f9f1a3c2b9d6f4c7e8a9b0c1d2
  codevoyage tree k3v5 --json | jq -s 'map(.lines // 0) | add'

--json prints one object a line: path, blob, bytes (null: a submodule), lines (null: binary, symlink, submodule).
In a path, bytes that are not UTF-8 and control characters are written \\\\xNN and a backslash as \\\\\\\\; then
path_bytes has the exact bytes in base64.
"""


@click.command(epilog=_EPILOG)
@click.argument("analysis")
@click.option("--at", default="", metavar="COMMIT", help="A commit of the mainline, in full. [default: the newest]")
@json_option
@data_dir_option
def command(*, analysis: str, at: str, as_json: bool, data_dir: Path | None) -> None:
    """List the files of an analysed repository, by path.

    ANALYSIS: its id, its name, or how the id begins.
    """
    with existing_session(data_dir, command="tree") as opened:
        for file in tree_files(opened, analysis_name(analysis, opened), at=at):
            click.echo(json.dumps(file_fields(file)) if as_json else inert(_line(file)))


def _line(file: analysis_pb2.TreeFile) -> str:
    lines = str(file.lines) if file.HasField("lines") else "-"
    size = str(file.bytes) if file.HasField("bytes") else "-"
    return f"{file.mode} {file.blob} {size:>10} {lines:>8}  {file.path}"
